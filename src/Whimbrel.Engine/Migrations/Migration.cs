using Whimbrel.Sql;

namespace Whimbrel.Engine.Migrations;

/// <summary>A version: its script, and its rollback, data and verify scripts where there are any.</summary>
/// <param name="Version">The leading digits of the file's name, as written there.</param>
/// <param name="Name">The file's name without <c>.sql</c>.</param>
public sealed record Migration(string Version, string Name, Script Script, Script? Rollback, Script? Data, Script? Verify)
{
    /// <summary>What follows the digits, for people: <c>add user preferences</c>.</summary>
    public string Description => Name[Version.Length..].TrimStart('_', '-').Replace('_', ' ') is { Length: > 0 } words ? words : Name;

    public string FileName => Path.GetFileName(Script.Path);

    public IEnumerable<Script> Scripts => new[] { Script, Rollback, Data, Verify }.OfType<Script>();

    /// <summary>The reason of <c>-- whimbrel:irreversible "why"</c>, or null.</summary>
    public string? Irreversible => Script.Directives.FirstOrDefault(d => d.Name == "irreversible") is { } directive ? directive.Reason ?? directive.Argument : null;

    /// <summary>The versions that must be applied before this one.</summary>
    public IReadOnlyList<string> Requires =>
        [.. Script.Directives.Where(d => d.Name == "requires").SelectMany(d => d.Argument.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>zero, minimal or full; zero where the script does not say.</summary>
    public string Downtime => Script.Directives.LastOrDefault(d => d.Name == "downtime")?.Argument ?? "zero";

    /// <summary>The normalised checksum of each script, by file name.</summary>
    public IReadOnlyDictionary<string, string> Checksums => Scripts.ToDictionary(s => Path.GetFileName(s.Path), s => s.NormalizedSha256, StringComparer.Ordinal);
}
