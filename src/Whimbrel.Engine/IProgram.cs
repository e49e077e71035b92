namespace Whimbrel.Engine;

/// <summary>A program that runs, on this machine or in a container; it ends when it is disposed of.</summary>
public interface IProgram : IAsyncDisposable
{
    /// <summary>Closing it is the end of the file for the program.</summary>
    Stream Input { get; }

    Stream Output { get; }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code, and the last 4,000 characters of the errors.</returns>
    Task<(int ExitCode, string Errors)> EndAsync(CancellationToken ct);
}
