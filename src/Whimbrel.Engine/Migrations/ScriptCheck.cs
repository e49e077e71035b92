using Whimbrel.Sql;

namespace Whimbrel.Engine.Migrations;

/// <summary>What a look at scripts alone found.</summary>
public sealed record ScriptCheckResult(int Files, int Statements, IReadOnlyList<ScriptProblem> Problems, string Downtime);

/// <summary>Checks folders of migrations and single scripts, without a server.</summary>
public static class ScriptCheck
{
    private static readonly MigrationWishes _nothingConfirmed = new(null, [], [], ConfirmDestructive: false);

    /// <exception cref="OperatorException">For a path that is not there.</exception>
    public static ScriptCheckResult Run(IReadOnlyList<string> paths)
    {
        var problems = new List<ScriptProblem>();
        var scripts = new List<Script>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                AddFolder(path, scripts, problems);
            }
            else if (File.Exists(path))
            {
                AddFile(path, scripts, problems);
            }
            else
            {
                throw new OperatorException($"there is no file or folder {path}", "name scripts or folders of scripts.", ExitCode.Usage);
            }
        }

        var widest = scripts.SelectMany(s => s.Directives).Where(d => d.Name == "downtime").Select(d => d.Argument).ToList();
        return new ScriptCheckResult(
            scripts.Count,
            scripts.Sum(s => s.Statements.Count),
            problems,
            widest.Contains("full", StringComparer.Ordinal) ? "full" : widest.Contains("minimal", StringComparer.Ordinal) ? "minimal" : "zero");
    }

    private static void AddFolder(string path, List<Script> scripts, List<ScriptProblem> problems)
    {
        var folder = MigrationFolder.Read(path);
        problems.AddRange(folder.Problems);
        foreach (var migration in folder.Migrations)
        {
            MigrationChoice.AddScriptProblems(migration, _nothingConfirmed, problems);
            scripts.AddRange(migration.Scripts);
        }
    }

    /// <summary>A single script: nothing is known of its pair.</summary>
    private static void AddFile(string path, List<Script> scripts, List<ScriptProblem> problems)
    {
        if (MigrationFolder.TryRead(path, problems) is { } script)
        {
            var isRollback = Path.GetFileNameWithoutExtension(path).EndsWith("_rollback", StringComparison.OrdinalIgnoreCase);
            MigrationChoice.AddScriptProblems(new Migration("0", "0", script, script, null, null), _nothingConfirmed with { ConfirmDestructive = isRollback }, problems);
            scripts.Add(script);
        }
    }
}
