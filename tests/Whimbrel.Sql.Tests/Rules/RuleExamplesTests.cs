using System.Text;
using Whimbrel.Sql.Rules;
using Whimbrel.Sql.Schema;
using Whimbrel.Testing;

namespace Whimbrel.Sql.Tests.Rules;

/// <summary>The examples beside each rule are its documentation and its test.</summary>
public sealed class RuleExamplesTests
{
    public static TheoryData<string> Rules => [.. RuleBook.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Finds_the_bad_example(string id) =>
        Examine(id, "bad").ShouldContain(finding => finding.Rule == id, $"{id}: nothing was found in its bad example");

    [Theory]
    [MemberData(nameof(Rules))]
    public void Is_silent_about_the_good_example(string id) =>
        Examine(id, "good").ShouldNotContain(finding => finding.Rule == id);

    [Fact]
    public void Every_rule_in_the_folders_is_in_the_book()
    {
        var files = Directory.EnumerateFiles(Folder, "*.bad.sql", SearchOption.AllDirectories).Select(file => Path.GetFileName(file).Split('.')[0]);
        files.Order(StringComparer.Ordinal).ShouldBe(RuleBook.All.Select(rule => rule.GetType().Name).Order(StringComparer.Ordinal));
    }

    private static string Folder => Path.Combine(Repository.Root, "src", "Whimbrel.Sql", "Rules");

    private static List<Finding> Examine(string id, string example)
    {
        var rule = RuleBook.All.Single(r => r.Id == id);
        var file = Directory.EnumerateFiles(Folder, $"{rule.GetType().Name}.{example}.sql", SearchOption.AllDirectories).Single();
        var examination = new ScriptExamination(new DatabaseSchema(), new CheckOptions { WithStyle = true });

        // An example of several migrations has their names on lines of their own.
        return [.. Migrations(File.ReadAllText(file)).SelectMany(m => examination.Examine(ParsedScript.Parse(m.Name, Encoding.UTF8.GetBytes(m.Text)), ScriptRole.Forward).Findings)];
    }

    private static IEnumerable<(string Name, string Text)> Migrations(string text)
    {
        var parts = text.Split("\n-- migration: ");
        yield return ("example.sql", parts[0]);
        foreach (var part in parts.Skip(1))
            yield return (part.Split('\n')[0], part[part.IndexOf('\n', StringComparison.Ordinal)..]);
    }
}
