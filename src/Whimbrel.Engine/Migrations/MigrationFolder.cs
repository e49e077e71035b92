using Whimbrel.Engine.Postgres;
using Whimbrel.Sql;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Engine.Migrations;

/// <summary>One thing that is wrong with the scripts, and where.</summary>
public sealed record ScriptProblem(string Rule, string File, int Line, string Message, string? Hint, string? Excerpt = null, int Column = 0)
{
    public Finding ToFinding() => new()
    {
        Rule = Rule,
        Severity = ScriptRule.SeverityOf(Rule),
        File = File,
        Line = Math.Max(1, Line),
        Column = Math.Max(1, Column),
        Message = Message,
        Hint = Hint ?? "",
        Excerpt = Excerpt,
    };
}

/// <summary>The folder of migrations, read once: the run uses what was read here, never the files again.</summary>
/// <param name="Ignored">Files that end with <c>.sql</c> and are no migration.</param>
public sealed record MigrationFolder(string Path, IReadOnlyList<Migration> Migrations, IReadOnlyList<ScriptProblem> Problems, IReadOnlyList<string> Ignored)
{
    private static readonly string[] _suffixes = ["_rollback", "_data", "_verify"];

    public Migration? Find(string version) => Migrations.FirstOrDefault(m => MigrationVersion.AreEqual(m.Version, version));

    /// <summary>Reads and parses every script; what is wrong is gathered, not thrown.</summary>
    /// <param name="seen">Called with each script right when it is parsed: the migrations in their order, each with its rollback, data and verify scripts behind it.</param>
    /// <exception cref="OperatorException">When there is no such folder.</exception>
    public static MigrationFolder Read(string path, Action<ParsedScript>? seen = null)
    {
        if (!Directory.Exists(path))
        {
            throw new OperatorException($"there is no migrations folder {path}; nothing was changed", "make the first migration with 'whimbrel new NAME', or set migrations.path.");
        }

        var problems = new List<ScriptProblem>();
        var files = Directory.EnumerateFiles(path, "*.sql").Order(StringComparer.Ordinal).Select(FileFacts).ToList();
        var groups = Group(files, problems);
        var scripts = new Dictionary<string, Script>(StringComparer.Ordinal);
        foreach (var read in ParseAhead.Read(groups.SelectMany(g => g).Select(f => f.File)))
        {
            Keep(read, scripts, problems, seen);
        }

        foreach (var orphan in files.Where(f => f.Suffix.Length > 0 && !files.Exists(m => m.Suffix.Length == 0 && m.Stem == f.Stem)))
        {
            problems.Add(new ScriptProblem("orphan-script", orphan.File, 1, $"there is no script {orphan.Stem}.sql that this belongs to", "give both the same name, or remove this one."));
        }

        return new MigrationFolder(path, [.. groups.Select(g => MigrationOf(g, scripts)).OfType<Migration>()], problems, [.. files.Where(f => f.Version.Length == 0).Select(f => f.File)]);
    }

    /// <summary>Reads one script; a problem instead of an exception.</summary>
    public static Script? TryRead(string path, List<ScriptProblem> problems)
    {
        var read = ParseAhead.ReadOne(path);
        if (read.Problem is { } problem)
        {
            problems.Add(problem);
        }

        return read.Script?.Script;
    }

    private static void Keep(ReadScript read, Dictionary<string, Script> scripts, List<ScriptProblem> problems, Action<ParsedScript>? seen)
    {
        if (read.Script is { } parsed)
        {
            scripts[read.Path] = parsed.Script;
            seen?.Invoke(parsed);
        }
        else
        {
            problems.Add(read.Problem!);
        }
    }

    /// <summary>By version, each migration's script first and then what is paired with it.</summary>
    private static List<List<ScriptFile>> Group(List<ScriptFile> files, List<ScriptProblem> problems)
    {
        var paired = files.Where(f => f.Suffix.Length > 0).ToLookup(f => f.Stem, StringComparer.Ordinal);
        var versions = files.Where(f => f is { Version.Length: > 0, Suffix: "" })
            .GroupBy(f => f.Version.TrimStart('0'), StringComparer.Ordinal)
            .OrderBy(g => g.First().Version, MigrationVersion.Order)
            .Select(g => g.ToList())
            .ToList();
        foreach (var same in versions.Where(v => v.Count > 1))
        {
            problems.Add(new ScriptProblem("duplicate-version", same[1].File, 1, $"version {same[0].Version} is also that of {System.IO.Path.GetFileName(same[0].File)}", "give one of them another version."));
        }

        return [.. versions.Select(v => (List<ScriptFile>)[v[0], .. paired[v[0].Stem]])];
    }

    private static Migration? MigrationOf(List<ScriptFile> group, Dictionary<string, Script> scripts)
    {
        var paired = _suffixes.Select(suffix => group.Find(f => f.Suffix == suffix)).Select(f => f is null ? null : scripts.GetValueOrDefault(f.File)).ToList();
        return scripts.TryGetValue(group[0].File, out var script) ? new Migration(group[0].Version, group[0].Stem, script, paired[0], paired[1], paired[2]) : null;
    }

    private static ScriptFile FileFacts(string file)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(file);
        var suffix = Array.Find(_suffixes, s => name.EndsWith(s, StringComparison.OrdinalIgnoreCase)) ?? "";
        var stem = name[..^suffix.Length];
        return new ScriptFile(file, stem, suffix, ScriptNames.VersionOf(stem));
    }

    private sealed record ScriptFile(string File, string Stem, string Suffix, string Version);
}
