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
    public Migration? Find(string version) => Migrations.FirstOrDefault(m => MigrationVersion.AreEqual(m.Version, version));

    /// <summary>Reads and parses every script; what is wrong is gathered, not thrown.</summary>
    /// <param name="seen">Called with each script right when it is parsed: the migrations in their order, each with its rollback, data and verify scripts behind it.</param>
    /// <exception cref="OperatorException">When there is no such folder.</exception>
    public static MigrationFolder Read(string path, Action<ParsedScript>? seen = null)
    {
        var files = MigrationFiles.In(path);
        var problems = new List<ScriptProblem>(files.Problems);
        var migrations = new List<Migration>();
        foreach (var read in files.Read())
        {
            problems.AddRange(read.Problems);
            if (read.Migration is { } migration)
            {
                migrations.Add(migration);
            }

            foreach (var script in read.Scripts)
            {
                seen?.Invoke(script);
            }
        }

        return new MigrationFolder(path, migrations, problems, files.Ignored);
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
}
