using System.Text.RegularExpressions;
using Whimbrel.Engine.Postgres;
using Whimbrel.Sql;

namespace Whimbrel.Engine.Migrations;

/// <summary>One thing that is wrong with the scripts, and where.</summary>
public sealed record ScriptProblem(string Rule, string File, int Line, string Message, string? Hint, string? Excerpt = null, int Column = 0);

/// <summary>The folder of migrations, read once: the run uses what was read here, never the files again.</summary>
/// <param name="Ignored">Files that end with <c>.sql</c> and are no migration.</param>
public sealed partial record MigrationFolder(string Path, IReadOnlyList<Migration> Migrations, IReadOnlyList<ScriptProblem> Problems, IReadOnlyList<string> Ignored)
{
    private static readonly string[] _suffixes = ["_rollback", "_data", "_verify"];

    public Migration? Find(string version) => Migrations.FirstOrDefault(m => MigrationVersion.AreEqual(m.Version, version));

    /// <summary>Reads and parses every script; what is wrong is gathered, not thrown.</summary>
    /// <exception cref="OperatorException">When there is no such folder.</exception>
    public static MigrationFolder Read(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new OperatorException($"there is no migrations folder {path}; nothing was changed", "make the first migration with 'whimbrel new NAME', or set migrations.path.");
        }

        var problems = new List<ScriptProblem>();
        var files = Directory.EnumerateFiles(path, "*.sql").Order(StringComparer.Ordinal).Select(FileFacts).ToList();
        var migrations = files.Where(f => f is { Version.Length: > 0, Suffix: "" })
            .GroupBy(f => f.Version.TrimStart('0'), StringComparer.Ordinal)
            .OrderBy(g => g.First().Version, MigrationVersion.Order)
            .Select(group => ReadMigration(group.ToList(), files, problems))
            .OfType<Migration>()
            .ToList();
        foreach (var orphan in files.Where(f => f.Suffix.Length > 0 && !files.Exists(m => m.Suffix.Length == 0 && m.Stem == f.Stem)))
        {
            problems.Add(new ScriptProblem("orphan-script", orphan.File, 1, $"there is no script {orphan.Stem}.sql that this belongs to", "give both the same name, or remove this one."));
        }

        return new MigrationFolder(path, migrations, problems, [.. files.Where(f => f.Version.Length == 0).Select(f => f.File)]);
    }

    /// <summary>Reads one script; a problem instead of an exception.</summary>
    public static Script? TryRead(string path, List<ScriptProblem> problems)
    {
        try
        {
            return Script.Read(path);
        }
        catch (ScriptException e)
        {
            problems.Add(new ScriptProblem("syntax", path, e.Line, e.Problem, e.Hint ?? "mend the script; 'whimbrel check' looks at it again without a server.", e.Caret(), e.Column));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new ScriptProblem("unreadable", path, 1, e.Message, "make the file readable."));
        }

        return null;
    }

    private static Migration? ReadMigration(List<ScriptFile> same, List<ScriptFile> all, List<ScriptProblem> problems)
    {
        var file = same[0];
        if (same.Count > 1)
        {
            problems.Add(new ScriptProblem("duplicate-version", same[1].File, 1, $"version {file.Version} is also that of {System.IO.Path.GetFileName(file.File)}", "give one of them another version."));
        }

        var script = TryRead(file.File, problems);
        var paired = _suffixes.Select(suffix => all.Find(f => f.Stem == file.Stem && f.Suffix == suffix)).Select(f => f is null ? null : TryRead(f.File, problems)).ToList();
        return script is null ? null : new Migration(file.Version, file.Stem, script, paired[0], paired[1], paired[2]);
    }

    private static ScriptFile FileFacts(string file)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(file);
        var suffix = Array.Find(_suffixes, s => name.EndsWith(s, StringComparison.OrdinalIgnoreCase)) ?? "";
        var stem = name[..^suffix.Length];
        return new ScriptFile(file, stem, suffix, LeadingDigits().Match(stem).Value);
    }

    [GeneratedRegex("^[0-9]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LeadingDigits();

    private sealed record ScriptFile(string File, string Stem, string Suffix, string Version);
}
