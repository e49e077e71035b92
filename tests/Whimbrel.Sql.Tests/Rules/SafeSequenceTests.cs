using System.Text;
using Whimbrel.Sql.Rules;
using Whimbrel.Sql.Schema;
using Whimbrel.Testing;

namespace Whimbrel.Sql.Tests.Rules;

/// <summary>What a finding advises is SQL that can be run, and none that the same rule would find again.</summary>
public sealed class SafeSequenceTests
{
    public static TheoryData<string> Examples =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Whimbrel.Sql", "Rules"), "*.bad.sql", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Repository.Root, file))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Can_be_parsed(string file)
    {
        foreach (var finding in Examine(File.ReadAllText(Path.Combine(Repository.Root, file))).Where(f => f.Safe is not null))
        {
            var safe = finding.Safe!;
            Should.NotThrow(() => ParsedScript.Parse("safe.sql", Encoding.UTF8.GetBytes(safe)), $"{finding.Rule}: {safe}");
        }
    }

    private static IReadOnlyList<Finding> Examine(string text) =>
        new ScriptExamination(new DatabaseSchema(), new CheckOptions { WithStyle = true }).Examine(ParsedScript.Parse("m.sql", Encoding.UTF8.GetBytes(text)), ScriptRole.Forward).Findings;
}
