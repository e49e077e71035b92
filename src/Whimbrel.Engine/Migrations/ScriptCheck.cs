using Whimbrel.Engine.Postgres;
using Whimbrel.Sql;
using Whimbrel.Sql.Rules;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Engine.Migrations;

/// <summary>What a look at scripts found.</summary>
/// <param name="Allowed">How many findings the scripts except by <c>-- whimbrel:allow</c>.</param>
public sealed record ScriptCheckResult(int Files, long Statements, IReadOnlyList<Finding> Findings, int Allowed, Downtime Downtime);

/// <summary>Checks folders of migrations and single scripts; with the schema of a database, or with what the scripts alone tell.</summary>
public sealed class ScriptCheck(DatabaseSchema schema, CheckOptions options)
{
    private static readonly MigrationWishes _nothingConfirmed = new(null, [], [], ConfirmDestructive: false);
    private readonly ScriptExamination _examination = new(schema, options);
    private readonly List<Finding> _findings = [];
    private readonly HashSet<(string File, int Line)> _saidOfSql = [];
    private int _files;
    private long _statements;
    private int _allowed;
    private Downtime _downtime = Downtime.Zero;

    /// <summary>Looks at the scripts alone.</summary>
    public ScriptCheck(CheckOptions options)
        : this(new DatabaseSchema(), options)
    {
    }

    /// <summary>Versions whose scripts are not looked at: the schema has them already.</summary>
    public IReadOnlyList<string> Applied { get; init; } = [];

    /// <exception cref="OperatorException">For a path that is not there.</exception>
    public ScriptCheckResult Run(IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                AddFolder(path);
            }
            else if (File.Exists(path))
            {
                AddFiles([path]);
            }
            else
            {
                throw new OperatorException($"there is no file or folder {path}", "name scripts or folders of scripts.", ExitCode.Usage);
            }
        }

        return new ScriptCheckResult(_files, _statements, [.. _examination.StillTrue(_findings).Select(Leveled).OfType<Finding>()], _allowed, _downtime);
    }

    /// <summary>What is asked of a rule about files; of those about SQL it was heeded before.</summary>
    private Finding? Leveled(Finding finding) =>
        !options.Levels.TryGetValue(finding.Rule, out var level) ? finding
        : level is { } severity ? finding with { Severity = severity }
        : null;

    /// <summary>The migrations at its top in their order, then every other script below it in the order of the paths.</summary>
    private void AddFolder(string path)
    {
        var files = MigrationFiles.In(path);
        AddProblems(files.Problems);
        foreach (var read in files.Read())
        {
            foreach (var script in read.Scripts)
            {
                Examine(script);
            }

            AddProblems(read.Migration is { } migration && !IsApplied(migration.Version) ? ProblemsOf(migration, _nothingConfirmed, read.Problems) : read.Problems);
        }

        var below = Directory.EnumerateDirectories(path).SelectMany(d => Directory.EnumerateFiles(d, "*.sql", SearchOption.AllDirectories));
        AddFiles(files.Ignored.Concat(below).Order(StringComparer.Ordinal));
    }

    /// <summary>Single scripts: nothing is known of their pairs.</summary>
    private void AddFiles(IEnumerable<string> paths)
    {
        foreach (var read in ParseAhead.Read(paths))
        {
            if (read.Script is { } parsed)
            {
                Examine(parsed);
                var isRollback = ScriptNames.IsRollback(read.Path);
                AddProblems(ProblemsOf(new Migration("0", "0", parsed.Script, parsed.Script, null, null), _nothingConfirmed with { ConfirmDestructive = isRollback }, []));
            }
            else
            {
                AddProblems([read.Problem!]);
            }
        }
    }

    private bool IsApplied(string version) => Applied.Any(a => MigrationVersion.AreEqual(a, version));

    private void Examine(ParsedScript parsed)
    {
        if (Applied.Count > 0 && IsApplied(ScriptNames.VersionOf(parsed.Script.Path)))
        {
            return;
        }

        var examined = _examination.Examine(parsed, ScriptNames.IsRollback(parsed.Script.Path) ? ScriptRole.Rollback : ScriptRole.Forward);
        _files++;
        _statements += parsed.Script.StatementCount;
        _findings.AddRange(examined.Findings);
        _saidOfSql.UnionWith(examined.Findings.Where(f => f.Severity >= Severity.Warning).Select(f => (f.File, f.Line)));
        _allowed += examined.Allowed;
        _downtime = _downtime.Or(ScriptDowntime.Of(parsed.Script, examined.Downtime));
    }

    private static List<ScriptProblem> ProblemsOf(Migration migration, MigrationWishes wishes, IReadOnlyList<ScriptProblem> known)
    {
        var problems = new List<ScriptProblem>(known);
        MigrationChoice.AddScriptProblems(migration, wishes, problems);
        return problems;
    }

    /// <summary>What a rule about SQL has said of the same place better is not said twice.</summary>
    private void AddProblems(IEnumerable<ScriptProblem> problems) =>
        _findings.AddRange(problems.Select(p => p.ToFinding()).Where(p => p.Rule is not ("transaction" or "destructive") || !_saidOfSql.Contains((p.File, p.Line))));
}
