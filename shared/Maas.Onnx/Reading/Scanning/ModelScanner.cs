using Maas.Onnx.Reading.Wire;
using Maas.Onnx.Validation;

namespace Maas.Onnx.Reading.Scanning;

/// <summary>
/// Reads the structure of a model of any size from a stream, in memory that does not depend on its weights and is
/// bounded by <see cref="OnnxLimits"/>. Used once.
/// </summary>
internal sealed class ModelScanner
{
    private const int FunctionBytes = 400;
    private const int OperatorSetBytes = 16;

    private readonly WireReader _wire;
    private readonly ScanBudget _budget;
    private readonly TensorScanner _tensors;
    private readonly GraphScanner _graphs;

    public ModelScanner(Stream stream, OnnxLimits limits)
    {
        _wire = new WireReader(stream);
        _budget = new ScanBudget(limits);
        var names = new NameReader(_wire, _budget);
        _tensors = new TensorScanner(_wire, names, _budget);
        _graphs = new GraphScanner(_wire, names, _tensors, _budget);
    }

    /// <summary>Reads to the end.</summary>
    /// <exception cref="OnnxFormatException">Not a model, or more than the limits allow.</exception>
    public ScannedModel Scan()
    {
        var model = new ScannedModel();
        while (TryRead("ModelProto", _wire.End, out var field))
        {
            switch (field.Number)
            {
                case 1 when field.Type == WireType.Varint:
                    model.IrVersion = (long)field.Value;
                    break;
                case 7:
                    model.Graph = _graphs.Read(_tensors.Single(field, model.Graph), withTypes: true);
                    break;
                case 8:
                    model.OperatorSets.Add(ReadOperatorSet(_tensors.Within(field)));
                    break;
                case 20:
                    model.HasTraining = true;
                    _wire.Skip(field);
                    break;
                case 25:
                    AddFunction(field, model.Functions);
                    break;
                default:
                    Pass(field, isText: field.Number is 2 or 3 or 4 or 6 or 14);
                    break;
            }
        }

        return model;
    }

    private void AddFunction(WireField field, List<ScannedFunction> functions)
    {
        if (functions.Count == _budget.Limits.MaxFunctions)
        {
            throw ScanBudget.TooMuch($"{_budget.Limits.MaxFunctions} functions");
        }

        functions.Add(ReadFunction(_tensors.Within(field)));
    }

    private ScannedFunction ReadFunction(long end)
    {
        _budget.Take(FunctionBytes);
        var function = new ScannedFunction();
        while (TryRead("FunctionProto", end, out var field))
        {
            switch (field.Number)
            {
                case 1:
                    function.Name = _graphs.ReadName(field);
                    break;
                case 4:
                    _graphs.AddName(field, function.Inputs);
                    break;
                case 5:
                    _graphs.AddName(field, function.Outputs);
                    break;
                case 7:
                    function.Nodes.Add(_graphs.ReadNode(_tensors.Within(field)));
                    break;
                case 9:
                    function.OperatorSets.Add(ReadOperatorSet(_tensors.Within(field)));
                    break;
                case 10:
                    function.Domain = OnnxGraph.Domain(_graphs.ReadName(field));
                    break;
                case 11:
                    _graphs.AddAttribute(function.Defaults, _graphs.ReadAttribute(_tensors.Within(field)));
                    break;
                case 13:
                    function.Overload = _graphs.ReadName(field);
                    break;
                default:
                    Pass(field, isText: field.Number is 8 or 14);
                    break;
            }
        }

        return function;
    }

    private OperatorSet ReadOperatorSet(long end)
    {
        _budget.Take(OperatorSetBytes);
        var (domain, version) = ("", 0L);
        while (TryRead("OperatorSetIdProto", end, out var field))
        {
            switch (field.Number)
            {
                case 1:
                    domain = OnnxGraph.Domain(_graphs.ReadName(field));
                    break;
                case 2 when field.Type == WireType.Varint:
                    version = (long)field.Value;
                    break;
                default:
                    _wire.Skip(field);
                    break;
            }
        }

        return new OperatorSet(domain, version);
    }

    private void Pass(WireField field, bool isText)
    {
        if (isText)
        {
            _budget.TakeText(field.Length);
        }

        _wire.Skip(field);
    }

    private bool TryRead(string message, long end, out WireField field)
    {
        _wire.Message = message;
        return _wire.TryReadField(end, out field);
    }
}
