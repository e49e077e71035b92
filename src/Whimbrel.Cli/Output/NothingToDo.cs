using System.CommandLine;
using Whimbrel.Cli.Commands;
using Whimbrel.Cli.Options;
using Whimbrel.Engine;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Document;

namespace Whimbrel.Cli.Output;

/// <summary>Says that a run had nothing to do: where the database is, and that this is well.</summary>
internal static class NothingToDo
{
    public static async Task<int> WriteAsync(CommandContext context, ParseResult parsed, WhimbrelSettings settings, Action<RunRecord> writeJson)
    {
        var status = await StatusCommand.ReadAsync(context, settings);
        if (parsed.GetValue(CommonOptions.Json))
        {
            var database = new RecordedDatabase(settings.Database.Database, status.Database, status.ServerVersion, "");
            writeJson(RecordBuilder.NothingToDo(parsed.CommandResult.Command.Name, database, status.Current, context.Time.GetUtcNow()));
        }
        else
        {
            Console.WriteLine($"Nothing to do: {settings.Database} is at {status.Current ?? "no version"}.");
        }

        return (int)ExitCode.Done;
    }
}
