using Whimbrel.Engine;

namespace Whimbrel.Cli.Output;

/// <summary>A run's output that may need the terminal for itself while the work goes on.</summary>
internal interface IConsoleOutput : IRunOutput
{
    Task<T> AroundAsync<T>(Func<Task<T>> work);
}

/// <summary>Chooses how a run is shown.</summary>
internal static class ConsoleOutput
{
    public static IConsoleOutput For(bool isQuiet, bool isVerbose)
    {
        if (isQuiet)
        {
            return new PlainOutput(isQuiet: true, isVerbose);
        }

        return Console.IsErrorRedirected ? new PlainOutput(isQuiet: false, isVerbose) : new TerminalOutput();
    }
}
