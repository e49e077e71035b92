using System.Globalization;
using Whimbrel.Engine.Postgres.Tools;

namespace Whimbrel.Engine.Steps.Backup;

/// <summary>Has pg_dump write a folder, several tables at once.</summary>
/// <param name="compression">As pg_dump's --compress takes it.</param>
internal sealed class FolderWriter(Run run, PostgresTools tools, string compression)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Writes, and waits until the disk has it; every file is for our user alone.</summary>
    /// <param name="folder">Made by pg_dump.</param>
    /// <param name="snapshot">What the dump shows; each job takes it over, so that it must be there to the end.</param>
    public async Task WriteAsync(string folder, string snapshot, Action<long> progress, CancellationToken ct)
    {
        await using var dump = await tools.StartAsync(
            "pg_dump",
            [
                "--format=directory", $"--jobs={run.Settings.Backup.Jobs.ToString(CultureInfo.InvariantCulture)}", $"--file={folder}", $"--compress={compression}", $"--snapshot={snapshot}",
                "--no-password", $"--lock-wait-timeout={(long)run.Settings.Locks.Deadline.TotalMilliseconds}",
            ],
            run.Database.Address,
            ct,
            variables: new Dictionary<string, string>(StringComparer.Ordinal) { ["PGAPPNAME"] = DumpSessions.Name(run) });
        var end = dump.EndAsync(ct);
        while (await Task.WhenAny(end, Task.Delay(_pause, ct)) != end)
        {
            ct.ThrowIfCancellationRequested();
            progress(FolderReader.BytesOf(folder));
        }

        var (exitCode, errors) = await end;
        if (exitCode != 0)
        {
            throw Failed(folder, exitCode, errors);
        }

        foreach (var file in Directory.EnumerateFiles(folder))
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static OperatorException Failed(string folder, int exitCode, string errors) => new(
        $"pg_dump ended with {exitCode}: {errors}",
        errors switch
        {
            _ when errors.Contains("No space left on device", StringComparison.Ordinal) => $"free some space in {Path.GetDirectoryName(Path.GetDirectoryName(folder))}, or set backup.path to another folder, then run the same command.",
            // Each job locks for itself, and never waits: behind somebody who waits for an exclusive lock it would wait for ever.
            _ when errors.Contains("ACCESS EXCLUSIVE", StringComparison.Ordinal) => "let nobody change tables meanwhile, then run the same command; or set backup.format to custom: one session keeps the locks that it has.",
            _ => "see what it says, mend that, then run the same command.",
        },
        ExitCode.WentBack);
}
