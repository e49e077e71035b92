using System.Text.RegularExpressions;

namespace Whimbrel.Engine.Migrations;

/// <summary>What the name of a script tells of it.</summary>
public static partial class ScriptNames
{
    /// <summary>Ours end with _rollback; other tools write x.down.sql, down.sql, U2__x.sql, revert/x.sql.</summary>
    public static bool IsRollback(string path) => Rollback().IsMatch(path);

    /// <summary>The leading digits of the file's name; empty when it has none.</summary>
    public static string VersionOf(string path) => LeadingDigits().Match(Path.GetFileName(path)).Value;

    [GeneratedRegex("^[0-9]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LeadingDigits();

    [GeneratedRegex(@"(([._-]|^|/)(rollback|down|undo)\.sql|(^|/)U[0-9._]+__[^/]*\.sql|(^|/)(revert|down|rollback)/[^/]*\.sql)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Rollback();
}
