using System.Text.Json.Serialization;

namespace Whimbrel.Cli.Output.Findings;

/// <summary>The parts of the Static Analysis Results Interchange Format 2.1.0 that are written, in its words.</summary>
internal sealed record SarifLog([property: JsonPropertyName("$schema")] string Schema, string Version, IReadOnlyList<SarifRun> Runs);

internal sealed record SarifRun(SarifTool Tool, string ColumnKind, IReadOnlyDictionary<string, SarifUriBase> OriginalUriBaseIds, IReadOnlyList<SarifResult> Results);

internal sealed record SarifUriBase(SarifText Description);

internal sealed record SarifTool(SarifDriver Driver);

internal sealed record SarifDriver(string Name, string SemanticVersion, IReadOnlyList<SarifRule> Rules);

internal sealed record SarifRule(
    string Id, SarifText ShortDescription, SarifText FullDescription, SarifHelp Help, SarifConfiguration DefaultConfiguration, SarifRuleProperties Properties);

internal sealed record SarifText(string Text);

internal sealed record SarifHelp(string Text, string Markdown);

internal sealed record SarifConfiguration(bool Enabled, string Level);

/// <param name="Tags">Aliases too: squawk:ban-drop-column.</param>
internal sealed record SarifRuleProperties(IReadOnlyList<string> Tags, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Lock);

internal sealed record SarifResult(
    string RuleId, int RuleIndex, string Level, SarifText Message, IReadOnlyList<SarifLocation> Locations, IReadOnlyDictionary<string, string> PartialFingerprints);

internal sealed record SarifLocation(SarifPhysicalLocation PhysicalLocation);

internal sealed record SarifPhysicalLocation(SarifArtifact ArtifactLocation, SarifRegion Region);

/// <param name="UriBaseId">null for a file outside the working folder.</param>
internal sealed record SarifArtifact(string Uri, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? UriBaseId);

internal sealed record SarifRegion(int StartLine, int StartColumn, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SarifText? Snippet);
