using Whimbrel.Engine.Postgres;
using Whimbrel.Sql;
using Whimbrel.Sql.Fixes;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Engine.Migrations;

/// <summary>What became of an unsafe script.</summary>
/// <param name="Written">The new files; empty when nothing in it can be made safer, or when they are there already.</param>
/// <param name="Replaced">The old files, to be removed once the new ones are reviewed: both would run otherwise.</param>
/// <param name="IsThere">Its safe form was written before.</param>
/// <param name="IsBehindAll">There was no room before the next version: the new ones come behind all others.</param>
public sealed record FixedMigration(string File, IReadOnlyList<string> Written, IReadOnlyList<string> Replaced, IReadOnlyList<FixNote> NotFixed, IReadOnlyList<FixNote> Notes, bool IsThere, bool IsBehindAll);

/// <summary>Writes the safe form of unsafe scripts beside them, never over anything.</summary>
public sealed class FixFiles(Func<DatabaseSchema> schemaAtStart)
{
    private readonly List<FixedMigration> _fixed = [];

    /// <summary>Looks at the scripts alone.</summary>
    public FixFiles()
        : this(() => new DatabaseSchema())
    {
    }

    /// <summary>Versions whose scripts are not written again: the schema has them already.</summary>
    public IReadOnlyList<string> Applied { get; init; } = [];

    /// <summary>Folders of migrations, single migrations in such a folder, or scripts anywhere.</summary>
    /// <exception cref="OperatorException">A path is not there, or a file to be written is.</exception>
    public IReadOnlyList<FixedMigration> Write(IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                WriteFolder(path, _ => true);
            }
            else if (!File.Exists(path))
            {
                throw new OperatorException($"there is no file or folder {path}", "name scripts or folders of scripts.", ExitCode.Usage);
            }
            else if (ScriptNames.VersionOf(path).Length > 0)
            {
                WriteFolder(Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".", file => Path.GetFileName(file) == Path.GetFileName(path));
            }
            else
            {
                WriteBeside(path);
            }
        }

        return _fixed;
    }

    /// <summary>The migrations before a script tell what it finds.</summary>
    private void WriteFolder(string path, Predicate<string> isWanted)
    {
        var trees = new Dictionary<string, ParsedScript>(StringComparer.Ordinal);
        var folder = MigrationFolder.Read(path, parsed => trees[parsed.Script.Path] = parsed);
        ScriptProblems.Refuse([.. folder.Problems.Where(p => p.Rule is "syntax" or "unreadable" or "duplicate-version")]);
        var names = new FixNames(folder.Migrations.Select(m => m.Version));
        var fix = new ScriptFix(schemaAtStart());
        foreach (var migration in folder.Migrations)
        {
            var script = trees[migration.Script.Path];
            if (Applied.Any(a => MigrationVersion.AreEqual(a, migration.Version)))
            {
                fix.Remember(script);
            }
            else if (!isWanted(migration.Script.Path) || IsPart(migration.Script))
            {
                fix.Pass(script);
            }
            else if (PartsOf(migration, folder) is { Count: > 0 })
            {
                fix.Pass(script);
                _fixed.Add(new FixedMigration(Plain(migration.Script.Path), [], [.. Files(migration).Select(Plain)], [], [], IsThere: true, IsBehindAll: false));
            }
            else
            {
                var result = fix.Fix(script, migration.Rollback is { } rollback ? trees[rollback.Path] : null);
                var isBehindAll = false;
                var stems = result.Migrations.Count == 0 ? [] : names.Next(migration, result.Migrations, out isBehindAll);
                Write(migration.Script.Path, result, [.. stems.Select(stem => new PartPaths(stem, "_rollback", "_data"))], Files(migration), isBehindAll);
            }
        }
    }

    private void WriteBeside(string path)
    {
        var read = ParseAhead.ReadOne(path);
        ScriptProblems.Refuse(read.Problem is { } problem ? [problem] : []);
        var result = new ScriptFix(schemaAtStart()).Fix(read.Script!, null);
        var paths = FixNames.Beside(path, result.Migrations.Count).Select(stem => new PartPaths(stem, ".rollback", ".data")).ToList();
        if (paths.Count > 0 && File.Exists(paths[0].Script) && IsPartOf(Path.GetFileName(path), File.ReadLines(paths[0].Script).FirstOrDefault()))
        {
            _fixed.Add(new FixedMigration(path, [], [path], [], [], IsThere: true, IsBehindAll: false));
        }
        else
        {
            Write(path, result, paths, [path], isBehindAll: false);
        }
    }

    private void Write(string path, FixedScript result, IReadOnlyList<PartPaths> paths, IReadOnlyList<string> replaced, bool isBehindAll)
    {
        if (result is { Migrations.Count: 0, NotFixed.Count: 0 })
        {
            return;
        }

        var files = result.Migrations.Zip(paths).SelectMany(p => p.Second.Files(p.First)).ToList();
        if (files.Find(f => File.Exists(f.Path)) is { Path: { } there })
        {
            throw new OperatorException($"{there} is there already; nothing was written for {path}", "move it away, or remove it if it is an older safe form of the same script.");
        }

        NewFiles.Write(files);
        _fixed.Add(new FixedMigration(Plain(path), [.. files.Select(f => Plain(f.Path))], files.Count == 0 ? [] : [.. replaced.Select(Plain)], result.NotFixed, result.Notes, IsThere: false, isBehindAll));
    }

    private static string Plain(string path) => path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;

    private static List<string> Files(Migration migration) => [.. migration.Scripts.Select(s => s.Path)];

    private static List<Migration> PartsOf(Migration migration, MigrationFolder folder) =>
        [.. folder.Migrations.Where(m => IsPartOf(migration.FileName, m.Script.SourceLineOf(m.Script.Path, 1)))];

    private static bool IsPart(Script script) => script.SourceLineOf(script.Path, 1) is { } line && line.StartsWith("-- ", StringComparison.Ordinal) && line.Contains(".sql the safe way, part ", StringComparison.Ordinal);

    private static bool IsPartOf(string file, string? firstLine) => firstLine?.StartsWith($"-- {file} the safe way, part ", StringComparison.Ordinal) == true;

    /// <param name="Stem">Without <c>.sql</c>.</param>
    private sealed record PartPaths(string Stem, string RollbackSuffix, string DataSuffix)
    {
        public string Script => $"{Stem}.sql";

        public IEnumerable<(string Path, string Text)> Files(SafeMigration part) =>
            [(Script, part.Script), .. part.Data is { } data ? [($"{Stem}{DataSuffix}.sql", data)] : Array.Empty<(string, string)>(), ($"{Stem}{RollbackSuffix}.sql", part.Rollback)];
    }
}
