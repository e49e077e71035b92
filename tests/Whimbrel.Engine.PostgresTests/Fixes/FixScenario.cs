using Whimbrel.Engine.Migrations;
using Whimbrel.Engine.Postgres;

namespace Whimbrel.Engine.PostgresTests.Fixes;

/// <summary>An unsafe script with the database that it finds, and its safe form as <c>check --fix</c> writes it.</summary>
internal sealed class FixScenario : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("whimbrel-fix-");

    private FixScenario(string setup, string script, string rollback)
    {
        (Setup, Script) = (setup, script);
        File.WriteAllText(Path.Combine(Folder, "20240101_setup.sql"), setup);
        File.WriteAllText(Path.Combine(Folder, "20240101_setup_rollback.sql"), "DROP SCHEMA public CASCADE;");
        File.WriteAllText(Path.Combine(Folder, "20240215_change.sql"), script);
        File.WriteAllText(Path.Combine(Folder, "20240215_change_rollback.sql"), rollback);
        Fixed = new FixFiles().Write([Folder]).Where(f => f.File.EndsWith("20240215_change.sql", StringComparison.Ordinal)).ToList().ShouldHaveSingleItem();
    }

    public string Folder => _folder.FullName;

    public string Setup { get; }

    public string Script { get; }

    public FixedMigration Fixed { get; }

    /// <summary>The safe migrations in their order, once the old one is removed.</summary>
    public IReadOnlyList<Migration> Migrations()
    {
        foreach (var old in Fixed.Replaced)
        {
            File.Delete(old);
        }

        var folder = MigrationFolder.Read(Folder);
        folder.Problems.ShouldBeEmpty();
        return [.. folder.Migrations.Where(m => MigrationVersion.Compare(m.Version, "20240101") > 0)];
    }

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Scenarios, "*.sql").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    public static FixScenario Read(string name)
    {
        var parts = File.ReadAllText(Path.Combine(Scenarios, $"{name}.sql")).Split(["-- unsafe:\n", "-- rollback:\n"], StringSplitOptions.None);
        return new FixScenario(parts[0], parts[1], parts[2]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Scenarios => Path.Combine(Repository.Root, "tests", "Whimbrel.Engine.PostgresTests", "Fixes", "scenarios");
}
