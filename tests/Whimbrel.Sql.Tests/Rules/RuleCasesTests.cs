using System.Text;
using Whimbrel.Sql.Rules;
using Whimbrel.Sql.Schema;
using Whimbrel.Testing;

namespace Whimbrel.Sql.Tests.Rules;

/// <summary>Where a rule begins and ends: cases/RULE/fires-….sql and cases/RULE/silent-….sql. A new case is a file.</summary>
public sealed class RuleCasesTests
{
    private const string Mark = "-- migration: ";

    private static string Folder => Path.Combine(Repository.Root, "tests", "Whimbrel.Sql.Tests", "Rules", "cases");

    public static TheoryData<string> Cases => [.. Directory.EnumerateFiles(Folder, "*.sql", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Says_what_its_name_says(string file)
    {
        var (rule, name) = (Path.GetDirectoryName(file), Path.GetFileName(file));
        RuleBook.All.ShouldContain(r => r.Id == rule, $"there is no rule {rule}");
        var said = Examine(File.ReadAllText(Path.Combine(Folder, file))).Where(finding => finding.Rule == rule).ToList();
        if (name.StartsWith("fires-", StringComparison.Ordinal))
            said.ShouldNotBeEmpty();
        else if (name.StartsWith("silent-", StringComparison.Ordinal))
            said.ShouldBeEmpty();
        else
            Assert.Fail("a case is called fires-… or silent-…");
    }

    private static IReadOnlyList<Finding> Examine(string text)
    {
        var examination = new ScriptExamination(new DatabaseSchema(), new CheckOptions { WithStyle = true });
        var findings = text.Split(Mark).Select((part, i) => (Name: $"{i}.sql", Text: i == 0 ? part : $"-- {part}"))
            .SelectMany(m => examination.Examine(ParsedScript.Parse(m.Name, Encoding.UTF8.GetBytes(m.Text)), ScriptRole.Forward).Findings).ToList();
        return examination.StillTrue(findings);
    }
}
