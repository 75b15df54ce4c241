using System.Globalization;
using Maas.Errors;

namespace Maas.Inference;

/// <summary>Failures that Inference tells a caller about. Mirrors <c>maas.inference.v1.InferenceErrorReason</c>.</summary>
internal static class InferenceErrors
{
    /// <summary>Owner of the reasons below.</summary>
    public const string Domain = "inference.maas";

    // Long enough for what ONNX Runtime says.
    private const int MaxProblem = 1000;

    public static MaasException ModelNotFound(string model, string version) => Make(
        MaasErrorCode.NotFound, "MODEL_NOT_FOUND",
        version.Length == 0
            ? $"No model or deployment named '{ErrorText.Short(model)}' is served here. Check the name, or deploy it."
            : $"No version '{ErrorText.Short(version)}' of '{ErrorText.Short(model)}' is served here. Check the number, or deploy it.",
        null, ("model", model), ("version", version));

    public static MaasException ModelNotReady(
        string model, string version, string problem, TimeSpan? retryDelay = null, Exception? cause = null) => Make(
        MaasErrorCode.Unavailable, "MODEL_NOT_READY",
        $"'{ErrorText.Short(model)}'{(version.Length == 0 ? "" : $" version {version}")} cannot answer now: {ErrorText.Short(problem, MaxProblem)}",
        cause, retryDelay ?? TimeSpan.FromSeconds(1), ("model", model), ("version", version), ("problem", problem));

    public static MaasException DataTypeMismatch(string tensor, string expected, string actual) => Make(
        MaasErrorCode.InvalidArgument, "DATA_TYPE_MISMATCH",
        $"Tensor '{ErrorText.Short(tensor)}': expected data type {expected}, got {actual}.",
        null, ("tensor", tensor), ("expected", expected), ("actual", actual));

    public static MaasException ShapeMismatch(string tensor, string expected, string actual) => Make(
        MaasErrorCode.InvalidArgument, "SHAPE_MISMATCH",
        $"Tensor '{ErrorText.Short(tensor)}': expected shape {expected}, got {actual}.",
        null, ("tensor", tensor), ("expected", expected), ("actual", actual));

    /// <summary>Sizes in bytes.</summary>
    public static MaasException ContentSizeMismatch(string tensor, long expected, long actual) => Make(
        MaasErrorCode.InvalidArgument, "CONTENT_SIZE_MISMATCH",
        $"Tensor '{ErrorText.Short(tensor)}': its type and shape need {Text(expected)} bytes, got {Text(actual)}.",
        null, ("tensor", tensor), ("expected", $"{Text(expected)} bytes"), ("actual", $"{Text(actual)} bytes"));

    /// <summary>Counts in elements, for typed contents and <c>BYTES</c>.</summary>
    public static MaasException ElementCountMismatch(string tensor, long expected, long actual) => Make(
        MaasErrorCode.InvalidArgument, "CONTENT_SIZE_MISMATCH",
        $"Tensor '{ErrorText.Short(tensor)}': its shape needs {Text(expected)} elements, got {Text(actual)}.",
        null, ("tensor", tensor), ("expected", $"{Text(expected)} elements"), ("actual", $"{Text(actual)} elements"));

    /// <param name="tensor">The input that did not come.</param>
    /// <param name="expected">Names of all inputs of the model.</param>
    /// <param name="actual">Names of the inputs that came.</param>
    public static MaasException InputMissing(string tensor, IEnumerable<string> expected, IEnumerable<string> actual)
    {
        var (wanted, came) = (ErrorText.List(expected), ErrorText.List(actual));
        return Make(
            MaasErrorCode.InvalidArgument, "INPUT_MISSING",
            $"Input '{ErrorText.Short(tensor)}' is missing: expected the inputs {wanted}, got {came}.",
            null, ("tensor", tensor), ("expected", wanted), ("actual", came));
    }

    public static MaasException TensorDuplicated(string tensor) => Make(
        MaasErrorCode.InvalidArgument, "TENSOR_DUPLICATED",
        $"Tensor '{ErrorText.Short(tensor)}' stands in the request more than once: expected it once.", null, ("tensor", tensor));

    /// <param name="tensor">The name that came.</param>
    /// <param name="expected">Names the model has in its place.</param>
    public static MaasException TensorUnknown(string tensor, IEnumerable<string> expected)
    {
        var known = ErrorText.List(expected);
        return Make(
            MaasErrorCode.InvalidArgument, "TENSOR_UNKNOWN",
            $"The model has no tensor '{ErrorText.Short(tensor)}' there: expected one of {known}.",
            null, ("tensor", tensor), ("expected", known));
    }

    public static MaasException ContentMalformed(string tensor, string problem) => Make(
        MaasErrorCode.InvalidArgument, "CONTENT_MALFORMED",
        $"Tensor '{ErrorText.Short(tensor)}': {ErrorText.Short(problem, MaxProblem)}", null, ("tensor", tensor), ("problem", problem));

    public static MaasException ParameterInvalid(string parameter, string problem) => Make(
        MaasErrorCode.InvalidArgument, "PARAMETER_INVALID",
        $"Parameter '{ErrorText.Short(parameter)}': {ErrorText.Short(problem, MaxProblem)}", null, ("parameter", parameter), ("problem", problem));

    public static MaasException NotSupported(string feature) => Make(
        MaasErrorCode.Unimplemented, "NOT_SUPPORTED",
        $"This server does not offer {feature}.", null, ("feature", feature));

    public static MaasException ModelInvalid(string model, string problem, Exception? cause = null) => Make(
        MaasErrorCode.FailedPrecondition, "MODEL_INVALID",
        $"The file of '{ErrorText.Short(model)}' is not a graph that can be served: {ErrorText.Short(problem, MaxProblem)}", cause, ("model", model), ("problem", problem));

    public static MaasException ModelTooLarge(string model, long bytes, long maxBytes) => Make(
        MaasErrorCode.ResourceExhausted, "MODEL_TOO_LARGE",
        $"'{ErrorText.Short(model)}' needs {Text(bytes)} bytes of memory, and 'Maas:Inference:MaxModelMemoryBytes' allows {Text(maxBytes)} for all versions together. Raise it.",
        null, ("model", model), ("neededBytes", Text(bytes)), ("limitBytes", Text(maxBytes)));

    public static MaasException DigestMismatch(string path, string expectedSha256, string actualSha256) => Make(
        MaasErrorCode.DataLoss, "DIGEST_MISMATCH",
        $"The bytes of '{path}' do not match their digest: expected {expectedSha256}, got {actualSha256}. Restore the artifact.",
        null, ("path", path), ("expectedSha256", expectedSha256), ("actualSha256", actualSha256));

    /// <summary>Rows of named values; <paramref name="violations"/> lists every bad field, metadata tells the first.</summary>
    public static MaasException RowInvalid(
        long row, string field, string expected, string actual, IReadOnlyList<FieldViolation> violations) =>
        new(MaasErrorCode.InvalidArgument, "ROW_INVALID", Domain,
            $"Row {Text(row)}, field '{field}': expected {expected}, got {actual}.")
        {
            Metadata = Values(("row", Text(row)), ("field", field), ("expected", expected), ("actual", actual)),
            FieldViolations = violations,
        };

    public static MaasException ExecutionFailed(string model, string problem, Exception? cause = null) => Make(
        MaasErrorCode.InvalidArgument, "EXECUTION_FAILED",
        $"'{ErrorText.Short(model)}' computes nothing for these inputs: {ErrorText.Short(problem, MaxProblem)}", cause, ("model", model), ("problem", problem));

    public static MaasException GoldenMismatch(string model, string tensor, string expected, string actual) => Make(
        MaasErrorCode.FailedPrecondition, "GOLDEN_MISMATCH",
        $"'{ErrorText.Short(model)}' does not give its expected output on this device: tensor '{ErrorText.Short(tensor)}': expected {expected}, got {actual}.",
        null, ("model", model), ("tensor", tensor), ("expected", expected), ("actual", actual));

    public static MaasException DeviceUnavailable(string problem, Exception? cause = null) => Make(
        MaasErrorCode.FailedPrecondition, "DEVICE_UNAVAILABLE",
        $"A GPU is required and none can be used: {ErrorText.Short(problem, MaxProblem)}", cause, ("problem", problem));

    /// <param name="model">Name that the caller gave.</param>
    /// <param name="governor">Who says what is served.</param>
    /// <param name="remedy">What to do instead.</param>
    public static MaasException ModelControlForbidden(string model, string governor, string remedy) => Make(
        MaasErrorCode.FailedPrecondition, "MODEL_CONTROL_FORBIDDEN",
        $"What is served as '{ErrorText.Short(model)}' is governed by {governor}: {remedy}.", null, ("model", model));

    /// <param name="model">Name that the caller gave.</param>
    /// <param name="problem">What is wrong with its folder; empty when there is none.</param>
    public static MaasException ModelNotInRepository(string model, string problem) => Make(
        MaasErrorCode.NotFound, "MODEL_NOT_FOUND",
        problem.Length == 0
            ? $"The model repository holds no '{ErrorText.Short(model)}': expected '{ErrorText.Short(model)}/1/model.onnx' in it. Check the name, or put it there."
            : $"The model repository holds no '{ErrorText.Short(model)}' that can be served: {ErrorText.Short(problem, MaxProblem)}",
        null, ("model", model), ("version", ""));

    /// <param name="model">Id of the model.</param>
    /// <param name="version">The version at fault; empty when it is none.</param>
    /// <param name="problem">Why.</param>
    public static MaasException ModelLoadFailed(string model, string version, string problem) => Make(
        MaasErrorCode.FailedPrecondition, "MODEL_LOAD_FAILED",
        $"'{ErrorText.Short(model)}'{(version.Length == 0 ? "" : $" version {version}")} was not loaded: {ErrorText.Short(problem, MaxProblem)}",
        null, ("model", model), ("version", version), ("problem", problem));

    public static MaasException RepositoryUnreadable(string problem) => Make(
        MaasErrorCode.Unavailable, "REPOSITORY_UNREADABLE",
        $"The folder of 'Maas:Inference:ModelRepository' cannot be read: {ErrorText.Short(problem, MaxProblem)}",
        null, TimeSpan.FromSeconds(1), ("problem", problem));

    /// <param name="model">Id of the model.</param>
    /// <param name="needed">How long it would take at least; zero when the deadline has passed.</param>
    public static MaasException DeadlineUnreachable(string model, TimeSpan needed) => Make(
        MaasErrorCode.DeadlineExceeded, "DEADLINE_UNREACHABLE",
        needed == TimeSpan.Zero
            ? $"The deadline passed before '{ErrorText.Short(model)}' could run. Allow more time, or send less."
            : $"'{ErrorText.Short(model)}' would answer after the deadline, in about {Milliseconds(needed)} ms. Allow more time, or send less.",
        null, ("model", model), ("neededMilliseconds", Milliseconds(needed)));

    /// <param name="waiting">What waits, with its number.</param>
    /// <param name="setting">Name of the setting that bounds it.</param>
    /// <param name="limit">Value of that setting.</param>
    /// <param name="wait">How long until the queue is empty, as far as is known.</param>
    public static MaasException QueueFull(string waiting, string setting, long limit, TimeSpan wait) =>
        LimitReached(
            $"{waiting} wait for their turn, as many as 'Maas:Inference:Scheduling:{setting}' allows. Try again later.", Text(limit),
            TimeSpan.FromMilliseconds(Math.Clamp(wait.TotalMilliseconds, 10, 10_000)));

    public static MaasException QueueTimeout(TimeSpan timeout) => LimitReached(
        $"The request waited for its turn as long as its parameter 'timeout' allows, {Text((long)timeout.TotalMicroseconds)} us.",
        Text((long)timeout.TotalMicroseconds), TimeSpan.FromSeconds(1));

    /// <param name="limit">In bytes.</param>
    public static MaasException ImageMemoryFull(long limit) => LimitReached(
        $"The images that are being read take the {Text(limit)} bytes that 'Maas:Inference:Images:MaxDecodedBytes' allows. Try again later, or send smaller ones.",
        Text(limit), TimeSpan.FromMilliseconds(100));

    /// <param name="line">Counted from 1.</param>
    /// <param name="limit">In bytes.</param>
    public static MaasException LineTooLong(long line, int limit) => LimitReached(
        $"Line {Text(line)} has more bytes than 'Maas:Hosting:MaxMessageBytes' allows, {Text(limit)}. Send less in one line, or raise the limit.",
        Text(limit), retryDelay: null);

    /// <param name="length">In bytes, of as much of it as was made.</param>
    /// <param name="limit">In bytes.</param>
    public static MaasException AnswerTooLarge(long length, int limit) => LimitReached(
        $"The answer has {Text(length)} bytes or more, and 'Maas:Hosting:MaxMessageBytes' allows {Text(limit)}. Send fewer rows at once, ask for fewer outputs, or raise the limit.",
        Text(limit), retryDelay: null);

    private static MaasException LimitReached(string message, string limit, TimeSpan? retryDelay) =>
        new(MaasErrorCode.ResourceExhausted, "LIMIT_REACHED", CommonErrors.Domain, message)
        {
            Metadata = new Dictionary<string, string> { ["limit"] = limit },
            RetryDelay = retryDelay,
        };

    private static MaasException Make(
        MaasErrorCode code, string reason, string message, Exception? cause, params ReadOnlySpan<(string, string)> metadata) =>
        Make(code, reason, message, cause, null, metadata);

    private static MaasException Make(
        MaasErrorCode code, string reason, string message, Exception? cause, TimeSpan? retryDelay,
        params ReadOnlySpan<(string, string)> metadata) =>
        new(code, reason, Domain, message, cause) { Metadata = Values(metadata), RetryDelay = retryDelay };

    private static Dictionary<string, string> Values(params ReadOnlySpan<(string Key, string Value)> metadata)
    {
        var values = new Dictionary<string, string>(metadata.Length);
        foreach (var (key, value) in metadata)
        {
            values[key] = ErrorText.Short(value, MaxProblem);
        }

        return values;
    }

    private static string Milliseconds(TimeSpan time) => Text((long)Math.Ceiling(time.TotalMilliseconds));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
