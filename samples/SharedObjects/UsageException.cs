namespace SharedObjects;

/// <summary>An argument that means nothing; the message says what may stand there.</summary>
internal sealed class UsageException(string message) : Exception(message);
