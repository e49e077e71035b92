using System.Text;

namespace Whimbrel.Testing;

/// <summary>An operator's folder: configuration, migrations, backups, state; and the published program to run in it.</summary>
public abstract class OperatorFolder : IDisposable
{
    protected OperatorFolder(string name)
    {
        Folder = Path.Combine(Directory.CreateTempSubdirectory("whimbrel-test-").FullName, name);
        foreach (var path in new[] { Migrations, Backups, State })
        {
            Directory.CreateDirectory(path);
        }
    }

    public string Folder { get; }

    public string Migrations => Path.Combine(Folder, "migrations");

    public string Backups => Path.Combine(Folder, "backups");

    public string State => Path.Combine(Folder, "state");

    public string Config => Path.Combine(Folder, "whimbrel.yaml");

    /// <summary>What stands in whimbrel.yaml.</summary>
    protected abstract string Configuration { get; }

    /// <summary>Writes a file of the migrations folder as UTF-8 without BOM.</summary>
    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Migrations, name), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    /// <summary>Writes a script and a rollback.</summary>
    public void WriteMigration(string stem, string script, string rollback = "SELECT 1;")
    {
        Write($"{stem}.sql", script);
        Write($"{stem}_rollback.sql", rollback);
    }

    /// <summary>The migrations of samples/hosting.</summary>
    public void CopyMigrations()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Samples, "migrations"), "*.sql"))
        {
            File.Copy(file, Path.Combine(Migrations, Path.GetFileName(file)));
        }
    }

    public void WriteConfig()
    {
        // A program that was started before may be reading it.
        var written = $"{Config}.{Guid.NewGuid():N}";
        File.WriteAllText(written, Configuration);
        File.Move(written, Config, overwrite: true);
    }

    /// <summary>Starts the program with this configuration.</summary>
    public Started Start(IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        WriteConfig();
        return Command.Start([Repository.Program, .. arguments, "--config", Config], Folder, environment);
    }

    /// <summary>Runs the program to its end.</summary>
    public async Task<Ended> RunAsync(params string[] arguments)
    {
        using var started = Start(null, arguments);
        return await started.EndAsync();
    }

    /// <summary>The folders of the runs, newest first.</summary>
    public IReadOnlyList<string> Runs() => Directory.Exists(Path.Combine(State, "runs")) ? [.. Directory.EnumerateDirectories(Path.Combine(State, "runs")).OrderDescending(StringComparer.Ordinal)] : [];

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected static string Quote(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>A password that only this user can read.</summary>
    protected void WritePassword(string password)
    {
        var file = Path.Combine(Folder, "password");
        File.WriteAllText(file, password + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    protected virtual void Dispose(bool disposing) => Directory.Delete(Path.GetDirectoryName(Folder)!, recursive: true);
}
