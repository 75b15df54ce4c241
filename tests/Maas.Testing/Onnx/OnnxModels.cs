using Google.Protobuf;
using Maas.Contracts.Onnx;
using static Maas.Contracts.Onnx.TensorProto.Types;

namespace Maas.Testing.Onnx;

/// <summary>Small ONNX models, made by code. All take any number of rows "N".</summary>
public static class OnnxModels
{
    /// <summary><c>y = x W + bias</c>: input <c>x</c> FP32 [N, in], output <c>y</c> FP32 [N, 1].</summary>
    /// <param name="weights">One weight per input column.</param>
    /// <param name="bias">Added to every row.</param>
    public static byte[] Linear(float[] weights, float bias) => Linear(weights.Select(weight => new[] { weight }).ToArray(), [bias]);

    /// <summary><c>y = x W + bias</c>: input <c>x</c> FP32 [N, in], output <c>y</c> FP32 [N, out].</summary>
    /// <param name="weights">Shape [in, out].</param>
    /// <param name="bias">Length out.</param>
    public static byte[] Linear(float[][] weights, float[] bias)
    {
        var graph = new GraphProto
        {
            Name = "linear",
            Node =
            {
                Node("MatMul", ["x", "w"], "xw"),
                Node("Add", ["xw", "b"], "y"),
            },
            Initializer =
            {
                Weights("w", [weights.Length, bias.Length], [.. weights.SelectMany(row => row)]),
                Weights("b", [bias.Length], bias),
            },
            Input = { Value("x", DataType.Float, -1, weights.Length) },
            Output = { Value("y", DataType.Float, -1, bias.Length) },
        };
        return Bytes(graph);
    }

    /// <summary><c>y = x w</c> of one column, where <c>w</c> is the one FP32 in a file beside the graph.</summary>
    /// <param name="path">The file.</param>
    public static byte[] LinearWithWeightsIn(string path)
    {
        var model = ModelProto.Parser.ParseFrom(Linear([0], 0));
        var weights = model.Graph.Initializer[0];
        weights.FloatData.Clear();
        weights.DataLocation = TensorProto.Types.DataLocation.External;
        weights.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = path });
        return model.ToByteArray();
    }

    /// <summary><c>y = x</c>: input <c>x</c>, output <c>y</c>, both [N, columns].</summary>
    public static byte[] Identity(DataType type, int columns = 2) => Bytes(new GraphProto
    {
        Name = "identity",
        Node = { Node("Identity", ["x"], "y") },
        Input = { Value("x", type, -1, columns) },
        Output = { Value("y", type, -1, columns) },
    });

    /// <summary><c>y = x</c> with a shape of your choice, -1 for any size.</summary>
    public static byte[] IdentityOfShape(DataType type, params long[] shape) => Bytes(new GraphProto
    {
        Name = "identity",
        Node = { Node("Identity", ["x"], "y") },
        Input = { Value("x", type, shape) },
        Output = { Value("y", type, shape) },
    });

    /// <summary><c>sum = a + b</c>, <c>difference = a - b</c>: FP32 [N, 1] each.</summary>
    public static byte[] SumAndDifference() => Bytes(new GraphProto
    {
        Name = "sum-and-difference",
        Node = { Node("Add", ["a", "b"], "sum"), Node("Sub", ["a", "b"], "difference") },
        Input = { Value("a", DataType.Float, -1, 1), Value("b", DataType.Float, -1, 1) },
        Output = { Value("sum", DataType.Float, -1, 1), Value("difference", DataType.Float, -1, 1) },
    });

    /// <summary>Fails at run time, not at load: <c>y = Reshape(x, shape)</c> with the caller's own INT64 <c>shape</c> [dims].</summary>
    public static byte[] Reshape() => Bytes(new GraphProto
    {
        Name = "reshape",
        Node = { Node("Reshape", ["x", "shape"], "y") },
        Input = { Value("x", DataType.Float, -1, -1), Value("shape", DataType.Int64, -1) },
        Output = { Value("y", DataType.Float, -1, -1) },
    });

    /// <summary>Adds 1 to the scalar FP32 <c>x</c>, <c>times</c> (INT64 scalar) times, giving <c>y</c>: takes as long as one likes.</summary>
    public static byte[] Loop()
    {
        var body = new GraphProto
        {
            Name = "body",
            Node = { Node("Identity", ["condition_in"], "condition_out"), Node("Add", ["value_in", "one"], "value_out") },
            Initializer = { Weights("one", [], [1f]) },
            Input =
            {
                Value("iteration", DataType.Int64), Value("condition_in", DataType.Bool), Value("value_in", DataType.Float),
            },
            Output = { Value("condition_out", DataType.Bool), Value("value_out", DataType.Float) },
        };
        var loop = Node("Loop", ["times", "", "x"], "y");
        loop.Attribute.Add(new AttributeProto { Name = "body", G = body, Type = AttributeProto.Types.AttributeType.Graph });
        return Bytes(new GraphProto
        {
            Name = "loop",
            Node = { loop },
            Input = { Value("times", DataType.Int64), Value("x", DataType.Float) },
            Output = { Value("y", DataType.Float) },
        });
    }

    /// <summary>A regression with the tensors that Training makes: one FP32 column [N, 1] in, <c>prediction</c> FP32 [N, 1] out.</summary>
    public static byte[] Regression(string column, float weight, float bias) => Bytes(new GraphProto
    {
        Name = "regression",
        Node = { Node("Mul", [column, "w"], "weighted"), Node("Add", ["weighted", "b"], "prediction") },
        Initializer = { Weights("w", [1], [weight]), Weights("b", [1], [bias]) },
        Input = { Value(column, DataType.Float, -1, 1) },
        Output = { Value("prediction", DataType.Float, -1, 1) },
    });

    /// <summary>Fails at run time for an index that is none: <c>y = values[x]</c>, <c>x</c> INT64 [N], <c>y</c> FP32 [N].</summary>
    public static byte[] LookUp(params float[] values) => Bytes(new GraphProto
    {
        Name = "look-up",
        Node = { Node("Gather", ["values", "x"], "y") },
        Initializer = { Weights("values", [values.Length], values) },
        Input = { Value("x", DataType.Int64, -1) },
        Output = { Value("y", DataType.Float, -1) },
    });

    /// <summary>A model whose rows mind each other: <c>y = 2 x - mean(x)</c> over all rows, FP32 [N, 1].</summary>
    public static byte[] Centered() => Bytes(new GraphProto
    {
        Name = "centered",
        Node = { Node("ReduceMean", ["x"], "mean"), Node("Sub", ["x", "mean"], "centered"), Node("Add", ["centered", "x"], "y") },
        Input = { Value("x", DataType.Float, -1, 1) },
        Output = { Value("y", DataType.Float, -1, 1) },
    });

    /// <summary>Gives the texts of its one column [N, 1] back as <c>echo</c>.</summary>
    public static byte[] Echo(string column) => Bytes(new GraphProto
    {
        Name = "echo",
        Node = { Node("Identity", [column], "echo") },
        Input = { Value(column, DataType.String, -1, 1) },
        Output = { Value("echo", DataType.String, -1, 1) },
    });

    /// <summary>
    /// A classifier with the tensors that Training makes: FP32 columns [N, 1] in; <c>label</c> BYTES [N] and
    /// <c>probabilities</c> FP32 [N, classes] out. Scores are the softmax of <c>x W + bias</c>.
    /// </summary>
    /// <param name="columns">Names of the inputs.</param>
    /// <param name="weights">Shape [columns, classes].</param>
    /// <param name="bias">Length classes.</param>
    /// <param name="labels">One per class.</param>
    public static byte[] Classifier(string[] columns, float[][] weights, float[] bias, string[] labels)
    {
        var concat = Node("Concat", columns, "_x");
        concat.Attribute.Add(Number("axis", 1));
        var softmax = Node("Softmax", ["_scores"], "probabilities");
        softmax.Attribute.Add(Number("axis", 1));
        var argMax = Node("ArgMax", ["probabilities"], "_best");
        argMax.Attribute.Add(Number("axis", 1));
        argMax.Attribute.Add(Number("keepdims", 0));
        var names = new TensorProto { Name = "_names", DataType = (int)DataType.String, Dims = { labels.Length } };
        names.StringData.AddRange(labels.Select(ByteString.CopyFromUtf8));

        var graph = new GraphProto
        {
            Name = "classifier",
            Node =
            {
                concat, Node("MatMul", ["_x", "_weights"], "_product"), Node("Add", ["_product", "_bias"], "_scores"), softmax, argMax,
                Node("Gather", ["_names", "_best"], "label"),
            },
            Initializer =
            {
                Weights("_weights", [columns.Length, bias.Length], [.. weights.SelectMany(row => row)]),
                Weights("_bias", [bias.Length], bias),
                names,
            },
            Output = { Value("label", DataType.String, -1), Value("probabilities", DataType.Float, -1, bias.Length) },
        };
        graph.Input.AddRange(columns.Select(column => Value(column, DataType.Float, -1, 1)));
        return Bytes(graph);
    }

    /// <summary>
    /// A classifier of texts: counts the words of its column <c>column</c> BYTES [N, 1], which are cut at spaces, and gives the
    /// softmax of counts W. <c>label</c> BYTES [N] and <c>probabilities</c> FP32 [N, classes] out.
    /// </summary>
    /// <param name="column">Name of the input.</param>
    /// <param name="words">Words that count.</param>
    /// <param name="weights">Shape [words, classes].</param>
    /// <param name="labels">One per class.</param>
    public static byte[] BagOfWords(string column, string[] words, float[][] weights, string[] labels)
    {
        var tokenizer = Node("Tokenizer", ["_texts"], "_words");
        tokenizer.Domain = "com.microsoft";
        tokenizer.Attribute.Add([Number("mark", 0), Number("mincharnum", 1), Text("pad_value", "#"), Texts("separators", " ")]);
        var counter = Node("TfIdfVectorizer", ["_words"], "_counts");
        counter.Attribute.Add(
        [
            Text("mode", "TF"), Number("min_gram_length", 1), Number("max_gram_length", 1), Number("max_skip_count", 0),
            Numbers("ngram_counts", 0), Numbers("ngram_indexes", [.. Enumerable.Range(0, words.Length).Select(index => (long)index)]), Texts("pool_strings", words),
        ]);
        var argMax = Node("ArgMax", ["probabilities"], "_best");
        argMax.Attribute.Add([Number("axis", 1), Number("keepdims", 0)]);
        var names = new TensorProto { Name = "_names", DataType = (int)DataType.String, Dims = { labels.Length } };
        names.StringData.AddRange(labels.Select(ByteString.CopyFromUtf8));
        return Bytes(
            new GraphProto
            {
                Name = "bag-of-words",
                Node =
                {
                    Node("Reshape", [column, "_column"], "_texts"), tokenizer, counter, Node("MatMul", ["_counts", "_weights"], "_scores"),
                    Node("Softmax", ["_scores"], "probabilities"), argMax, Node("Gather", ["_names", "_best"], "label"),
                },
                Initializer =
                {
                    Weights("_weights", [words.Length, labels.Length], [.. weights.SelectMany(row => row)]), names,
                    new TensorProto { Name = "_column", DataType = (int)DataType.Int64, Dims = { 1 }, Int64Data = { -1 } },
                },
                Input = { Value(column, DataType.String, -1, 1) },
                Output = { Value("label", DataType.String, -1), Value("probabilities", DataType.Float, -1, labels.Length) },
            },
            "com.microsoft");
    }

    /// <summary>A regression on images: <c>prediction</c> FP32 [N, 1] is the sum of FP32 <c>column</c> times weights.</summary>
    /// <param name="column">Name of the input.</param>
    /// <param name="shape">Shape of the input; -1 first for any number of rows.</param>
    /// <param name="weights">One per element of a row, in its order.</param>
    public static byte[] WeightedImage(string column, long[] shape, float[] weights)
    {
        var flatten = Node("Flatten", [column], "_flat");
        flatten.Attribute.Add(Number("axis", 1));
        return Bytes(new GraphProto
        {
            Name = "weighted-image",
            Node = { flatten, Node("MatMul", ["_flat", "_weights"], "prediction") },
            Initializer = { Weights("_weights", [weights.Length, 1], weights) },
            Input = { Value(column, DataType.Float, shape) },
            Output = { Value("prediction", DataType.Float, shape[0], 1) },
        });
    }

    /// <summary>Needs much memory for few bytes of input: <c>y</c> are the sums of <c>width</c> equal values that each <c>x</c> becomes.</summary>
    /// <param name="width">FP32 values that a row has on its way.</param>
    /// <param name="givesAll">Whether <c>y</c> is those values, FP32 [N, width], and not their sums, FP32 [N, 1]. <c>x</c> is FP32 [N, 1].</param>
    public static byte[] Widening(int width, bool givesAll = false)
    {
        var ones = Enumerable.Repeat(1f, width).ToArray();
        var sum = givesAll ? Node("Identity", ["wide"], "y") : Node("MatMul", ["wide", "w2"], "y");
        return Bytes(new GraphProto
        {
            Name = "widening",
            Node = { Node("MatMul", ["x", "w1"], "product"), Node("Abs", ["product"], "wide"), sum },
            Initializer = { Weights("w1", [1, width], ones), Weights("w2", [width, 1], ones) },
            Input = { Value("x", DataType.Float, -1, 1) },
            Output = { Value("y", DataType.Float, -1, givesAll ? width : 1) },
        });
    }

    private static NodeProto Node(string op, string[] inputs, string output) =>
        new() { OpType = op, Input = { inputs }, Output = { output } };

    private static AttributeProto Number(string name, long value) =>
        new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    private static AttributeProto Text(string name, string value) =>
        new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = AttributeProto.Types.AttributeType.String };

    private static AttributeProto Texts(string name, params string[] values) =>
        new() { Name = name, Strings = { values.Select(ByteString.CopyFromUtf8) }, Type = AttributeProto.Types.AttributeType.Strings };

    private static AttributeProto Numbers(string name, params long[] values) =>
        new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    private static TensorProto Weights(string name, long[] shape, float[] values) =>
        new() { Name = name, DataType = (int)DataType.Float, Dims = { shape }, FloatData = { values } };

    private static ValueInfoProto Value(string name, DataType type, params long[] shape)
    {
        var dimensions = new TensorShapeProto();
        for (var i = 0; i < shape.Length; i++)
        {
            dimensions.Dim.Add(shape[i] >= 0
                ? new TensorShapeProto.Types.Dimension { DimValue = shape[i] }
                : new TensorShapeProto.Types.Dimension { DimParam = i == 0 ? "N" : $"{name}_{i}" });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = dimensions } },
        };
    }

    private static byte[] Bytes(GraphProto graph, params string[] domains) => new ModelProto
    {
        IrVersion = 8,
        ProducerName = "maas-tests",
        Graph = graph,
        OpsetImport =
        {
            new OperatorSetIdProto { Domain = "", Version = 17 },
            domains.Select(domain => new OperatorSetIdProto { Domain = domain, Version = 1 }),
        },
    }.ToByteArray();
}
