using System.CommandLine;
using Npgsql;
using Whimbrel.Cli.Commands;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Runs;
using Whimbrel.Sql;

namespace Whimbrel.Cli;

/// <summary>The command line: builds the commands, and is the only place that catches everything.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        using var interruption = new Interruption();
        using var signals = new Signals(interruption);
        await using var context = new CommandContext(interruption);
        var root = new RootCommand("Whimbrel executes the database-migration runbook for PostgreSQL in production.");
        CommonOptions.AddTo(root);
        foreach (var command in AllCommands.Create(context))
        {
            root.Subcommands.Add(command);
        }

        Examples.AddTo(root);
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            return UsageError(parsed);
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, CancellationToken.None);
        }
        // The one place that catches everything: an operator never sees a bare stack.
#pragma warning disable CA1031
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Report(e, parsed, interruption);
        }
    }

    private static int UsageError(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
        {
            ErrorOutput.Write(error.Message, null);
        }

        if (parsed.Tokens.Any(t => t.Value == CommonOptions.Json.Name))
        {
            JsonOutput.Write(new ErrorDocument(string.Join('\n', parsed.Errors.Select(e => e.Message)), null, (int)ExitCode.Usage), CliJson.Default.ErrorDocument);
        }

        ErrorOutput.Write(null, $"'{Examples.PathOf(parsed.CommandResult)} --help' shows what it takes, with examples.");
        return (int)ExitCode.Usage;
    }

    private static int Report(Exception e, ParseResult parsed, Interruption interruption)
    {
        var error = e switch
        {
            OperatorException known => known,
            ScriptException script => new OperatorException($"{script.Message}\n{script.Caret()}", script.Hint, ExitCode.Refused, e),
            OperationCanceledException when interruption.IsRequested => new OperatorException("interrupted; nothing was changed", null, ExitCode.Interrupted),
            IOException or UnauthorizedAccessException => new OperatorException($"{e.Message}; nothing was changed in the database", "make that place writable for our user, or name another one.", ExitCode.Refused, e),
            NpgsqlException => Engine.Postgres.ServerErrors.Explain(e, parsed.CommandResult.Command.Name),
            _ => new OperatorException($"a bug in Whimbrel {RunOpening.ProgramVersion}: {e}", "'whimbrel status' says what state is left; please report this with the lines above.", ExitCode.Bug),
        };
        if (parsed.GetValue(CommonOptions.Json))
        {
            JsonOutput.Write(new ErrorDocument(error.Message, error.Hint, (int)error.ExitCode), CliJson.Default.ErrorDocument);
        }

        ErrorOutput.Write(error.Message, error.Hint);
        ErrorOutput.WriteCause(error, parsed.GetValue(CommonOptions.Verbose));
        return (int)error.ExitCode;
    }
}
