namespace Whimbrel.Engine;

/// <summary>Something that the operator can mend: what and where, the state that is left, and the next command.</summary>
public class OperatorException : Exception
{
    /// <param name="message">What went wrong and where, then the state that is left.</param>
    /// <param name="hint">A whole sentence with the next command, or null.</param>
    /// <param name="exitCode">How the process ends when nothing else is decided.</param>
    /// <param name="inner">What caused it, for <c>--verbose</c>.</param>
    public OperatorException(string message, string? hint = null, ExitCode exitCode = ExitCode.Refused, Exception? inner = null)
        : base(message, inner)
    {
        Hint = hint;
        ExitCode = exitCode;
    }

    /// <summary>A whole sentence with the next command, or null.</summary>
    public string? Hint { get; }

    /// <summary>How the process ends when nothing else is decided.</summary>
    public ExitCode ExitCode { get; }
}
