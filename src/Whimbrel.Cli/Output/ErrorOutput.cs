using Npgsql;
using Spectre.Console;

namespace Whimbrel.Cli.Output;

/// <summary>Errors, hints and warnings on stderr; colours on a terminal only.</summary>
internal static class ErrorOutput
{
    /// <summary>One line is written over where stderr is a terminal, whatever stdin is: nothing is asked through it.</summary>
    public static IAnsiConsole Console { get; } = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(System.Console.Error),
        Interactive = System.Console.IsErrorRedirected ? InteractionSupport.No : InteractionSupport.Yes,
    });

    public static void Write(string? message, string? hint)
    {
        if (message is not null)
        {
            Line("ERROR", "red", message);
        }

        if (hint is not null)
        {
            Line("HINT", "yellow", hint);
        }
    }

    public static void Line(string title, string colour, string text)
    {
        if (System.Console.IsErrorRedirected)
        {
            System.Console.Error.WriteLine($"{title}: {text}");
            return;
        }

        Console.Write(new Markup($"[{colour}]{title}:[/] "));
        Console.Write(new Text(text + Environment.NewLine));
    }

    /// <summary>With <c>--verbose</c>, what caused an error: types and messages, which hold no secrets.</summary>
    public static void WriteCause(Exception e, bool isVerbose)
    {
        for (var cause = e.InnerException; isVerbose && cause is not null; cause = cause.InnerException)
        {
            System.Console.Error.WriteLine($"CAUSE: {cause.GetType().Name}: {cause.Message}{(cause is PostgresException { Routine: { } routine } ? $" ({routine})" : "")}");
        }
    }
}
