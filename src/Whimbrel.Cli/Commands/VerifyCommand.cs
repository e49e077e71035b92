using System.CommandLine;
using Whimbrel.Cli.Options;
using Whimbrel.Cli.Output;
using Whimbrel.Engine;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Steps.Verify;

namespace Whimbrel.Cli.Commands;

/// <summary><c>whimbrel verify</c>: the runbook's step 10 for the newest applied version.</summary>
internal static class VerifyCommand
{
    public static Command Create(CommandContext context)
    {
        var version = new Option<string?>("--version-to-verify", "--of") { Description = "The applied version to verify; the newest by default.", HelpName = "VERSION" };
        var command = new Command("verify", "Run the verify script and the checks of step 10 for an applied version.") { version };
        command.SetAction(async (parsed, _) =>
        {
            var settings = context.Settings(parsed);
            await using var database = await context.ConnectAsync(settings, "verify");
            var versions = new VersionTable(settings.Migrations.VersionTable);
            var migration = await FindAsync(database, versions, MigrationFolder.Read(settings.Migrations.Path), parsed.GetValue(version), context.Interruption.Token);
            var verification = await MigrationChecks.RunAsync(database, versions, settings.Application, settings.Locks.RowWait, migration is null ? [] : [migration], context.Interruption.Token);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(verification, CliJson.Default.Verification);
            }
            else
            {
                Write(verification);
            }

            return (int)(verification.Checks.All(c => c.Ok) ? ExitCode.Done : ExitCode.FoundErrors);
        });
        return command;
    }

    private static async Task<Migration?> FindAsync(Database database, VersionTable versions, MigrationFolder folder, string? wanted, CancellationToken ct)
    {
        await using var session = await database.OpenAsync(ct);
        var applied = await versions.ReadAsync(session, ct);
        var version = wanted ?? (applied.Count == 0 ? null : applied[^1].Version);
        if (wanted is not null && !applied.Any(a => MigrationVersion.AreEqual(a.Version, wanted)))
        {
            throw new OperatorException($"version {wanted} is not applied", "'whimbrel status' lists what is.", ExitCode.Usage);
        }

        return version is null ? null : folder.Find(version);
    }

    private static void Write(Verification verification)
    {
        foreach (var check in verification.Checks)
        {
            Console.WriteLine($"{(check.Ok ? "ok    " : "FAILED")}  {check.Name}: {check.Detail}");
        }

        if (verification.CacheHitRatio is { } ratio)
        {
            Console.WriteLine($"        cache hit ratio {ratio:P1}");
        }

        foreach (var query in verification.SlowQueries.Take(5))
        {
            Console.WriteLine($"        {query.MeanMs,8:0.00} ms mean, {query.MaxMs,8:0.00} ms max, {query.Calls} calls: {string.Join(' ', query.Query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}");
        }
    }
}
