using System.Diagnostics;
using System.Text;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Offsite;
using Whimbrel.Engine.Postgres;
using Whimbrel.Engine.Postgres.Tools;
using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>A backup that was taken.</summary>
/// <param name="WhyNotSent">Why there is no copy at the other place; null where there is one, or none was wanted.</param>
internal sealed record TakenBackup(BackupFacts Facts, OperatorException? WhyNotSent);

/// <summary>Takes a backup in one pass: written, read back and sent at the same time, each as fast as it can.</summary>
internal sealed class BackupTaking(Run run, string path, OffsiteCopy? offsite)
{
    /// <summary>A backup so much smaller than the one before is worth a thought.</summary>
    private const double Suspicious = 0.6;

    private readonly string _partial = BackupFile.Partial(path);
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <exception cref="OperatorException">When it could not be written, or not read back as it was written.</exception>
    internal async Task<TakenBackup> TakeAsync(CancellationToken ct)
    {
        var identity = run.Database.Identity;
        var tools = await PostgresTools.FindAsync(run.Database.Address, identity.Major, ct);
        var compression = DumpCompression.Of(run.Settings.Backup.Compression, tools, identity.Major);
        var before = BackupFile.List(run.Settings.Backup.Path).FirstOrDefault(b => b.Database == identity.Name);
        var (objects, written, rows, sent) = await PassAsync(tools, compression, before?.Bytes, ct);
        var (there, whyNotSent) = await sent;
        new Fingerprint(objects, rows.ToDictionary(r => r.Key, r => new TableRows(r.Value, null), StringComparer.Ordinal)).Write(BackupFile.Fingerprint(path));
        var globals = await DumpGlobalsAsync(tools, ct);
        var facts = new BackupFacts(
            path,
            written.Bytes,
            written.Sha256,
            _clock.Elapsed.TotalSeconds,
            Verified: true,
            there,
            identity.Name,
            identity.ServerVersion,
            tools.Version,
            "custom",
            run.Time.GetUtcNow(),
            run.Migrations.Count == 0 ? "Backup" : run.Command == RunCommand.Migrate ? "Pre-migration backup" : "Pre-rollback backup",
            [.. run.Migrations.Select(m => m.Name)])
        {
            Compression = compression,
            HasGlobals = globals,
            Finding = before is not null && before.Compression == compression && written.Bytes < before.Bytes * Suspicious
                ? $"it has {ByteSize.Say(written.Bytes)}, and the one before ({before.TakenAt:yyyy-MM-dd HH:mm} UTC) had {ByteSize.Say(before.Bytes)}"
                : null,
        };
        if (facts.Finding is { } finding)
        {
            run.Output.Warn($"this backup is much smaller: {finding}");
        }

        // The name comes last: a file that has its name has its description too, whenever we are killed.
        BackupFile.Describe(facts);
        File.Move(_partial, path, overwrite: true);
        FileSync.Folder(run.Settings.Backup.Path);
        return new TakenBackup(facts, whyNotSent);
    }

    private async Task<(IReadOnlyDictionary<string, string> Objects, (long Bytes, string Sha256) Written, IReadOnlyDictionary<string, long> Rows, Task<(string?, OperatorException?)> Sent)> PassAsync(
        PostgresTools tools, string compression, long? expected, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var snapshot = await DatabaseSnapshot.ExportAsync(run.Database, run.Settings.Locks.Deadline, ct);
        await using var file = ArchiveWriter.Create(_partial);
        var followed = new FollowedFile(_partial);
        var hash = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = ArchiveReader.ReadAsync(tools, followed, _ => { }, stop.Token);
        var sending = SendAsync(followed, hash.Task, stop.Token);
        var objects = snapshot.ObjectsAsync(stop.Token);
        try
        {
            var writer = new ArchiveWriter(tools, run.Database.Address, compression, run.Settings.Locks.Deadline);
            var written = await writer.WriteAsync(followed, file, snapshot.Id, bytes => Report(bytes, expected), stop.Token);
            hash.SetResult(written.Sha256);
            Report(written.Bytes, written.Bytes);
            var read = await reading;
            if (read.Bytes != written.Bytes || read.Sha256 != written.Sha256)
            {
                throw new OperatorException($"{_partial}: {written.Bytes} bytes with SHA-256 {written.Sha256} were written, {read.Bytes} with {read.Sha256} were read back", "the disk is not to be trusted: set backup.path to another one.", ExitCode.WentBack);
            }

            return (await objects, written, read.Rows, sending);
        }
        catch (Exception e)
        {
            followed.Fail(e);
            await stop.CancelAsync();
            // The first failure is the one to tell; the others only follow it.
            await Task.WhenAll(Settled(reading), Settled(sending), Settled(objects));
            throw;
        }
    }

    private async Task<(string? There, OperatorException? WhyNot)> SendAsync(FollowedFile followed, Task<string> sha256, CancellationToken ct)
    {
        if (offsite is null)
        {
            return (null, null);
        }

        try
        {
            return (await offsite.SendAsync(followed, Path.GetFileName(path), sha256, ct), null);
        }
        catch (OperatorException e)
        {
            return (null, e);
        }
    }

    /// <summary>Roles and tablespaces, which no dump of a database has; where our rights do not suffice, that is said.</summary>
    private async Task<bool> DumpGlobalsAsync(PostgresTools tools, CancellationToken ct)
    {
        var program = Path.Combine(Path.GetDirectoryName(tools.Dump)!, "pg_dumpall");
        if (!File.Exists(program))
        {
            run.Output.Note($"roles and tablespaces are not in the backup: there is no {program}");
            return false;
        }

        using var passfile = PostgresTools.Passfile(run.Database.Address);
        string[] passwords = run.Settings.Backup.RolePasswords ? [] : ["--no-role-passwords"];
        var (exitCode, output, errors) = await ChildProcess.RunAsync([program, "--globals-only", "--no-password", .. passwords], PostgresTools.Environment(run.Database.Address, passfile), TimeSpan.FromMinutes(5), ct);
        if (exitCode != 0)
        {
            run.Output.Note($"roles and tablespaces are not in the backup: pg_dumpall ended with {exitCode}: {errors}");
            return false;
        }

        PrivateFile.Write(BackupFile.Globals(path), Encoding.UTF8.GetBytes(output));
        return true;
    }

    private void Report(long bytes, long? expected) => run.Output.Progress(
        $"{ByteSize.Say(bytes)} dumped and read back{(expected is > 0 and var all ? $" of about {ByteSize.Say(all)} ({Math.Min(100, 100 * bytes / all)} %)" : "")}, {Duration.Say(_clock.Elapsed)}");

    private static Task Settled(Task task) => Task.WhenAny(task);
}
