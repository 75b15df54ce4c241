namespace Maas.Hosting.Configuration;

/// <summary>The host does not start, for a reason its operator can put right. The message says which and how.</summary>
public sealed class HostRefusedException(string message, Exception? innerException = null)
    : Exception(message, innerException);
