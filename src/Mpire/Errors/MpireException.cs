namespace Mpire;

/// <summary>Root of the errors that only this library raises. Misuse of the API raises the usual BCL types at the call.</summary>
public abstract class MpireException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened, ending with what the reader can do.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    private protected MpireException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
