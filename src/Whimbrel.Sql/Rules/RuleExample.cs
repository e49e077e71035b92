using System.Text;
using Whimbrel.Sql.Schema;

namespace Whimbrel.Sql.Rules;

/// <summary>The examples of a rule, which lie beside it as .sql.</summary>
/// <param name="Found">What the rule says of the bad one.</param>
public sealed record RuleExample(string Bad, string Good, Finding? Found)
{
    /// <summary>Between the migrations of an example that takes several.</summary>
    private const string NextMigration = "\n-- migration: ";

    /// <summary>null for a rule that is not about SQL.</summary>
    public static RuleExample? Of(string id)
    {
        if (RuleBook.All.FirstOrDefault(r => r.Id == id)?.GetType().Name is not { } name)
            return null;

        var (bad, good) = (Resource($"rules/{name}.bad.sql"), Resource($"rules/{name}.good.sql"));
        return new RuleExample(bad, good, Findings(bad).FirstOrDefault(f => f.Rule == id));
    }

    private static IEnumerable<Finding> Findings(string example)
    {
        var examination = new ScriptExamination(new DatabaseSchema(), new CheckOptions { WithStyle = true });
        var migrations = example.Split(NextMigration);
        return migrations.SelectMany((text, i) =>
        {
            var (name, sql) = i == 0 ? ("example.sql", text) : (text.Split('\n')[0], text[(text + '\n').IndexOf('\n', StringComparison.Ordinal)..]);
            return examination.Examine(ParsedScript.Parse(name, Encoding.UTF8.GetBytes(sql)), ScriptRole.Forward).Findings;
        });
    }

    private static string Resource(string name)
    {
        using var stream = typeof(RuleExample).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException($"{name} is not embedded in this program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
