using Whimbrel.Engine.Postgres;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Migrations;

/// <summary>A migration as it was read, with the trees of its scripts: for as long as it is looked at.</summary>
/// <param name="Migration">null when its own script cannot be read.</param>
/// <param name="Scripts">Those that could be read: its own first.</param>
public sealed record ReadMigration(Migration? Migration, IReadOnlyList<ParsedScript> Scripts, IReadOnlyList<ScriptProblem> Problems);

/// <summary>The files of a folder of migrations, sorted by what their names say.</summary>
public sealed class MigrationFiles
{
    private static readonly string[] _suffixes = ["_rollback", "_data", "_verify"];
    private readonly IReadOnlyList<IReadOnlyList<NamedFile>> _groups;

    private MigrationFiles(IReadOnlyList<NamedFile> files)
    {
        var versions = files.Where(f => f is { Version.Length: > 0, Suffix: "" })
            .GroupBy(f => f.Version.TrimStart('0'), StringComparer.Ordinal)
            .OrderBy(g => g.First().Version, MigrationVersion.Order)
            .Select(g => g.ToList())
            .ToList();
        var paired = files.Where(f => f.Suffix.Length > 0).ToLookup(f => f.Stem, StringComparer.Ordinal);
        var stems = files.Where(f => f.Suffix.Length == 0).Select(f => f.Stem).ToHashSet(StringComparer.Ordinal);
        _groups = versions.ConvertAll(v => (IReadOnlyList<NamedFile>)[v[0], .. paired[v[0].Stem]]);
        Ignored = [.. files.Where(f => f.Version.Length == 0).Select(f => f.File)];
        Problems =
        [
            .. versions.Where(v => v.Count > 1).Select(v => Duplicate(v[0], v[1])),
            .. files.Where(f => f.Suffix.Length > 0 && !stems.Contains(f.Stem)).Select(Orphan),
        ];
    }

    /// <summary>What the names alone tell.</summary>
    public IReadOnlyList<ScriptProblem> Problems { get; }

    /// <summary>Files that end with <c>.sql</c> and are no migration.</summary>
    public IReadOnlyList<string> Ignored { get; }

    /// <exception cref="OperatorException">When there is no such folder.</exception>
    public static MigrationFiles In(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new OperatorException($"there is no migrations folder {path}; nothing was changed", "make the first migration with 'whimbrel new NAME', or set migrations.path.");
        }

        return new MigrationFiles([.. Directory.EnumerateFiles(path, "*.sql").Order(StringComparer.Ordinal).Select(NamedFile.Of)]);
    }

    /// <summary>Reads one migration after the other, in the order of their versions.</summary>
    public IEnumerable<ReadMigration> Read()
    {
        using var scripts = ParseAhead.Read(_groups.SelectMany(g => g).Select(f => f.File)).GetEnumerator();
        foreach (var group in _groups)
        {
            var read = new List<ReadScript>(group.Count);
            while (read.Count < group.Count && scripts.MoveNext())
            {
                read.Add(scripts.Current);
            }

            yield return MigrationOf(group, read);
        }
    }

    private static ReadMigration MigrationOf(IReadOnlyList<NamedFile> group, IReadOnlyList<ReadScript> read)
    {
        var paired = _suffixes.Select(suffix => group.Zip(read).FirstOrDefault(pair => pair.First.Suffix == suffix).Second?.Script?.Script).ToList();
        var migration = read[0].Script is { } parsed ? new Migration(group[0].Version, group[0].Stem, parsed.Script, paired[0], paired[1], paired[2]) : null;
        return new ReadMigration(migration, [.. read.Select(r => r.Script).OfType<ParsedScript>()], [.. read.Select(r => r.Problem).OfType<ScriptProblem>()]);
    }

    private static ScriptProblem Duplicate(NamedFile first, NamedFile second) =>
        new("duplicate-version", second.File, 1, $"version {first.Version} is also that of {Path.GetFileName(first.File)}", "give one of them another version.");

    private static ScriptProblem Orphan(NamedFile file) =>
        new("orphan-script", file.File, 1, $"there is no script {file.Stem}.sql that this belongs to", "give both the same name, or remove this one.");

    private sealed record NamedFile(string File, string Stem, string Suffix, string Version)
    {
        internal static NamedFile Of(string file)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var suffix = Array.Find(_suffixes, s => name.EndsWith(s, StringComparison.OrdinalIgnoreCase)) ?? "";
            var stem = name[..^suffix.Length];
            return new NamedFile(file, stem, suffix, ScriptNames.VersionOf(stem));
        }
    }
}
