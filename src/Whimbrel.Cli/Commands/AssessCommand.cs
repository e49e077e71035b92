using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Assess;

namespace Whimbrel.Cli.Commands;

/// <summary><c>whimbrel assess</c>: the runbook's step 1 alone.</summary>
internal static class AssessCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("assess", "Sizes, connections, long sessions, locks, maintenance work, lag and disk, with findings. Changes nothing.");
        command.SetAction(async (parsed, _) =>
        {
            var settings = context.Settings(parsed);
            await using var database = await context.ConnectAsync(settings, "assess");
            var versions = new VersionTable(settings.Migrations.VersionTable);
            var facts = await AssessmentReader.ReadAsync(database, versions, settings, await PendingAsync(database, versions, settings, context.Interruption.Token), context.Interruption.Token);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(facts, CliJson.Default.Assessment);
            }
            else
            {
                Write(facts, settings);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    /// <summary>What the pending scripts touch decides which sessions stand in the way.</summary>
    private static async Task<IReadOnlyList<string>> PendingAsync(Database database, VersionTable versions, WhimbrelSettings settings, CancellationToken ct)
    {
        if (!Directory.Exists(settings.Migrations.Path))
        {
            return [];
        }

        await using var session = await database.OpenAsync(ct);
        var applied = await versions.ReadAsync(session, ct);
        return AssessDatabase.Affected(MigrationFolder.Read(settings.Migrations.Path).Migrations.Where(m => !applied.Any(a => MigrationVersion.AreEqual(a.Version, m.Version))));
    }

    private static void Write(Assessment facts, WhimbrelSettings settings)
    {
        var output = Console.Out;
        output.WriteLine($"{settings.Database}, PostgreSQL {facts.ServerVersion}");
        output.WriteLine($"  version      {facts.CurrentVersion ?? "none"}");
        output.WriteLine($"  size         {ByteSize.Say(facts.DatabaseBytes)}");
        output.WriteLine($"  connections  {facts.Connections} of {facts.MaxConnections}");
        output.WriteLine($"  data disk    {(facts.Disk.FreePercent is { } free ? $"{free:0.0} % free ({ByteSize.Say(facts.Disk.FreeBytes ?? 0)})" : "not to be seen from here")}");
        output.WriteLine($"  backup disk  {(facts.Disk.BackupFreePercent is { } backup ? $"{backup:0.0} % free ({ByteSize.Say(facts.Disk.BackupFreeBytes ?? 0)})" : "no such folder")}");
        if (facts.Tables.Count > 0)
        {
            output.WriteLine("\nLargest tables");
            Columns.Write(["  table", "size"], facts.Tables.Select(t => (string[])[$"  {t.Schema}.{t.Name}", t.Bytes is { } bytes ? ByteSize.Say(bytes) : "locked"]));
        }

        if (facts.Sessions.Count > 0)
        {
            output.WriteLine("\nSessions");
            Columns.Write(
                ["  pid", "user", "application", "state", "transaction"],
                facts.Sessions.Select(s => (string[])[$"  {s.Pid}", s.User, s.Application, s.State, s.TransactionSeconds is { } age ? Duration.Say(TimeSpan.FromSeconds(age)) : ""]));
        }

        output.WriteLine(facts.Findings.Count == 0 ? "\nNothing stands in the way." : "\nFindings");
        foreach (var finding in facts.Findings)
        {
            output.WriteLine($"  {finding.Severity.ToString().ToUpperInvariant(),-8} {finding.Name}: {finding.Message}");
            output.WriteLine($"           {finding.Hint}");
        }
    }
}
