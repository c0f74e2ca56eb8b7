namespace Quickstart;

/// <summary>There is nothing to read; the message says where it was looked for.</summary>
internal sealed class NoTextException(string message) : Exception(message);
