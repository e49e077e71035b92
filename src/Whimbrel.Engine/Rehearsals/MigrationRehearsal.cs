using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using Whimbrel.Engine.Application;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Settings;
using Whimbrel.Engine.Steps.Backup;
using Whimbrel.Engine.Steps.Migrate;
using Whimbrel.Engine.Steps.MigrateData;

namespace Whimbrel.Engine.Rehearsals;

/// <summary>Runs the migrations on a restored copy through the code that will run them in production: up, down, and up again.</summary>
internal sealed class MigrationRehearsal
{
    private readonly Run _original;
    private readonly RestoredCopy _copy;
    private readonly Run _run;
    private readonly List<Fingerprint> _before = [];
    private readonly Dictionary<string, RehearsedRollback> _rollbacks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (double Ms, List<RehearsedStatement> Statements)> _done = new(StringComparer.Ordinal);
    private RehearsedQueries _queries = RehearsedQueries.None;
    private RowProof? _rows;
    private bool _hadVersionTable;

    private MigrationRehearsal(Run original, RestoredCopy copy)
    {
        (_original, _copy) = (original, copy);
        _run = original with
        {
            Database = copy.Database,
            Output = new RehearsalOutput(original.Output),
            Journal = RunJournal.InMemory(original.Time),
            Application = new UnmanagedApplication(),
            AssertHeldAsync = _ => Task.CompletedTask,
            Observer = new StatementObserver(copy.TemporaryFiles),
        };
    }

    /// <param name="archive">The backup to restore.</param>
    /// <exception cref="OperatorException">When a script fails on the copy; the database itself was not touched.</exception>
    internal static async Task<RehearsalFacts> RunAsync(Run original, string archive, CancellationToken ct)
    {
        try
        {
            return await RehearseAsync(original, archive, ct);
        }
        catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException && !ct.IsCancellationRequested)
        {
            throw new OperatorException($"the rehearsal's server was lost: {e.Message}; the database itself was not touched", "see the machine's memory and disk, then run the same command; '--skip rehearsal' goes on without proof.", ExitCode.Refused, e);
        }
    }

    private static async Task<RehearsalFacts> RehearseAsync(Run original, string archive, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        await using var copy = await RestoredCopy.MakeAsync(original, archive, text => original.Output.Progress($"rehearsal: {text}"), ct);
        BackupFile.MarkRestored(archive, original.Time.GetUtcNow());
        var rehearsal = new MigrationRehearsal(original, copy);
        await rehearsal.UpAsync(ct);
        await rehearsal.DownAsync(ct);
        var migrations = original.Migrations.Select(m => new RehearsedMigration(m.Version, m.Name, rehearsal._done[m.Version].Ms, rehearsal._done[m.Version].Statements, rehearsal._rollbacks[m.Version])).ToList();
        return new RehearsalFacts(archive, copy.Took.TotalSeconds, clock.Elapsed.TotalSeconds, migrations)
        {
            On = original.Settings.Rehearsal switch { { On: RehearsalPlace.SameServer } => "same-server", { Server: { } server } => $"{server.Host}:{server.Port}", _ => "throwaway" },
            Queries = rehearsal._queries,
            LockDifferences = [.. LockDifference.Of(original, migrations)],
        };
    }

    private async Task UpAsync(CancellationToken ct)
    {
        _original.Output.Progress("rehearsal: preparing the application's queries");
        var proof = await QueryProof.BeginAsync(_original.Database, _original.Settings.Rehearsal.Queries, _copy, ct);
        await using (var alone = await AloneAsync(ct))
        {
            _rows = await RowProof.BeginAsync(alone, _run, ct);
            _hadVersionTable = await _run.VersionTable.ExistsAsync(alone, ct);
        }

        foreach (var migration in _run.Migrations)
        {
            _before.Add(await FingerprintAsync(ct));
            _done[migration.Version] = await ApplyAsync(migration, ct);
        }

        _original.Output.Progress("rehearsal: preparing the application's queries again");
        await using var session = await _copy.AsSuperuser.OpenForScriptAsync(ct);
        _queries = await proof.EndAsync(session, ct);
    }

    private async Task<(double Ms, List<RehearsedStatement> Statements)> ApplyAsync(Migration migration, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        var statements = new List<RehearsedStatement>();
        foreach (var step in new IStep[] { new ApplyMigration(migration), new MigrateData(migration) })
        {
            _original.Output.Progress($"rehearsal: {step.Title}");
            var result = await AttemptAsync(() => step.RunAsync(_run, ct), migration);
            if (result.Facts?.Deserialize(JournalJson.Default.AppliedScript) is { } script)
            {
                statements.AddRange(script.Statements.Select(s => Rehearsed(script.File, s, migration)));
            }
        }

        return (clock.Elapsed.TotalMilliseconds, statements);
    }

    private static RehearsedStatement Rehearsed(string file, RanStatement ran, Migration migration)
    {
        var effects = ran.Effects ?? new StatementEffects([], [], 0, 0, 0, null);
        return new RehearsedStatement(
            file, ran.Line, ran.Summary, ran.Seconds * 1000, null, ran.Rows, ran.Effects is not null, effects.Locks, effects.Rewrites, effects.WalBytes, effects.SizeBytes, effects.KeptBytes, effects.TempBytes)
        {
            WaitsForOldSnapshots = migration.Scripts.Any(s => Path.GetFileName(s.Path) == file && s.Statements.Any(x => x.Line == ran.Line && x.Summary == ran.Summary && x.WaitsForOldSnapshots)),
        };
    }

    /// <summary>As far down as there is a way, each step compared with what was there before; then up again.</summary>
    private async Task DownAsync(CancellationToken ct)
    {
        var gone = new Stack<Migration>();
        IReadOnlyList<string> known = [];
        foreach (var (migration, before) in _run.Migrations.Zip(_before).Reverse())
        {
            if (migration.Rollback is null)
            {
                foreach (var earlier in _run.Migrations.TakeWhile(m => m != migration).Append(migration))
                {
                    _rollbacks[earlier.Version] = new RehearsedRollback(Proven: false, null, [earlier == migration ? "it has no rollback script" : $"{migration.Version} behind it has no rollback script"]);
                }

                break;
            }

            var clock = Stopwatch.StartNew();
            _original.Output.Progress($"rehearsal: roll back {migration.Name}");
            try
            {
                await new RollBackMigration(migration).RunAsync(_run, ct);
            }
            catch (OperatorException e)
            {
                _rollbacks[migration.Version] = new RehearsedRollback(Proven: false, clock.Elapsed.TotalMilliseconds, [$"the rollback script fails: {FirstLine(e)}"]);
                foreach (var earlier in _run.Migrations.TakeWhile(m => m != migration))
                {
                    _rollbacks[earlier.Version] = new RehearsedRollback(Proven: false, null, [$"the rollback script of {migration.Version} behind it fails"]);
                }

                break;
            }

            var took = clock.Elapsed.TotalMilliseconds;
            gone.Push(migration);
            var differences = before.DifferencesTo(await FingerprintAsync(ct));
            if (migration == _run.Migrations[0])
            {
                // Rows are compared over the whole way.
                await using var alone = await AloneAsync(ct);
                differences = [.. differences, .. await _rows!.DifferencesAsync(alone, ct)];
            }

            // What a later migration's rollback has left is not this one's.
            var own = differences.Except(known, StringComparer.Ordinal).ToList();
            _rollbacks[migration.Version] = new RehearsedRollback(own.Count == 0, took, own);
            known = differences;
        }

        foreach (var migration in gone)
        {
            await AgainAsync(migration, ct);
        }
    }

    private async Task AgainAsync(Migration migration, CancellationToken ct)
    {
        var rollback = _rollbacks[migration.Version];
        try
        {
            var (first, again) = (_done[migration.Version], await ApplyAsync(migration, ct));
            if (first.Statements.Count == again.Statements.Count)
            {
                _done[migration.Version] = (first.Ms, [.. first.Statements.Zip(again.Statements, (one, other) => one with { AgainMs = other.Ms })]);
            }
        }
        catch (OperatorException e)
        {
            _rollbacks[migration.Version] = rollback with { Proven = false, Differences = [.. rollback.Differences, $"it cannot be applied again behind its rollback: {FirstLine(e)}"] };
        }
    }

    private async Task<Fingerprint> FingerprintAsync(CancellationToken ct)
    {
        await using var session = await _copy.AsSuperuser.OpenForScriptAsync(ct);
        if (_hadVersionTable)
        {
            return await Fingerprint.ReadAsync(session, ct);
        }

        // The very first migration brings the version table with it: no rollback script takes it away, and none must.
        await session.ExecuteTogetherAsync(["BEGIN", $"DROP TABLE IF EXISTS {_run.VersionTable.Name.Quoted} CASCADE", "SET LOCAL search_path = pg_catalog"], ct);
        var fingerprint = await Fingerprint.ReadSchemaAsync(session, ct);
        await session.RollBackAsync();
        return fingerprint;
    }

    /// <summary>A session besides which ours are all closed.</summary>
    private async Task<Session> AloneAsync(CancellationToken ct)
    {
        await _copy.Database.ForgetSessionsAsync();
        await _copy.AsSuperuser.ForgetSessionsAsync();
        return await _copy.AsSuperuser.OpenForScriptAsync(ct);
    }

    private static string FirstLine(OperatorException e) => e.Message.Split('\n')[0];

    private static async Task<StepResult> AttemptAsync(Func<Task<StepResult>> work, Migration migration)
    {
        try
        {
            var result = await work();
            return result is StepResult.Blocked blocked ? throw new OperatorException(blocked.Summary, blocked.Hint) : result;
        }
        catch (OperatorException e)
        {
            throw new OperatorException($"{migration.Name} fails in the rehearsal: {e.Message}\nthat was on the copy; the database itself was not touched", e.Hint, ExitCode.Refused, e);
        }
    }
}
