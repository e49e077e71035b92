using Whimbrel.Engine.Settings;

namespace Whimbrel.Engine.Runs;

/// <summary>The git work tree that the scripts come from, where they come from one.</summary>
public static class GitCheckout
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    /// <summary>Brings the configured branch up to date, by fast-forward alone: nobody's work is merged or lost.</summary>
    public static async Task PullAsync(MigrationSettings settings, CancellationToken ct)
    {
        var branch = (await GitAsync(settings.Path, ct, "rev-parse", "--abbrev-ref", "HEAD")).Trim();
        if (branch != settings.GitBranch)
        {
            throw new OperatorException($"{settings.Path} is on branch {branch}, not on {settings.GitBranch}; nothing was changed", $"run 'git checkout {settings.GitBranch}' there, or set migrations.git.branch.");
        }

        await GitAsync(settings.Path, ct, "pull", "--ff-only", "--quiet");
    }

    /// <summary>The commit of the scripts, with <c>-dirty</c> when a file there differs from it; null outside of git.</summary>
    public static async Task<string?> FindCommitAsync(string path, CancellationToken ct)
    {
        if (!IsWorkTree(path))
        {
            return null;
        }

        var commit = (await GitAsync(path, ct, "rev-parse", "HEAD")).Trim();
        var changes = await GitAsync(path, ct, "status", "--porcelain", "--", ".");
        return changes.Trim().Length == 0 ? commit : commit + "-dirty";
    }

    private static bool IsWorkTree(string path)
    {
        for (var folder = path; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.Exists(Path.Combine(folder, ".git")))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<string> GitAsync(string path, CancellationToken ct, params string[] arguments)
    {
        var (exitCode, output, errors) = await ChildProcess.RunAsync(
            ["git", "-C", path, .. arguments],
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["GIT_TERMINAL_PROMPT"] = "0", ["LC_ALL"] = "C.UTF-8" },
            _limit,
            ct);
        return exitCode == 0
            ? output
            : throw new OperatorException($"git {string.Join(' ', arguments)} in {path} ended with {exitCode}: {errors}; nothing was changed", "mend that in the work tree, or set migrations.git.pull to false.");
    }
}
