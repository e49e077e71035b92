using Whimbrel.Engine.Migrations;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Engine.Tests.Migrations;

public sealed class ScriptCheckTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Takes_the_widest_downtime_of_the_scripts()
    {
        _folder.Write("1_a.sql", "-- whimbrel:downtime minimal\nSELECT 1;");
        _folder.Write("1_a_rollback.sql", "SELECT 1;");
        Check([_folder.Path]).Downtime.Name.ShouldBe("minimal");

        _folder.Write("2_b.sql", "-- whimbrel:downtime full\nSELECT 1;");
        _folder.Write("2_b_rollback.sql", "SELECT 1;");
        Check([_folder.Path]).Downtime.Name.ShouldBe("full");
    }

    [Fact]
    public void Asks_no_pair_of_a_single_script()
    {
        var file = _folder.Write("1_a.sql", "SELECT 1; SELECT 2;");

        var result = Check([file]);

        (result.Files, result.Statements, result.Findings.Count).ShouldBe((1, 2, 0));
    }

    [Fact]
    public void Finds_only_rules_that_are_listed()
    {
        _folder.Write("1_a.sql", "BEGIN; DROP TABLE a;");
        _folder.Write("2_b.sql", "SELEC");
        _folder.Write("2_c.sql", "-- nothing");
        _folder.Write("3_d_data.sql", "SELECT 1;");

        var found = Check([_folder.Path]).Findings.Select(p => p.Rule).ToList();

        found.ShouldBe(["syntax", "duplicate-version", "orphan-script", "missing-rollback", "drop-table", "uncommitted-transaction"], ignoreOrder: true);
        found.Except(ScriptRule.All.Select(r => r.Id), StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Says_that_there_is_no_such_path() =>
        Should.Throw<OperatorException>(() => Check([_folder.File("none")])).ExitCode.ShouldBe(ExitCode.Usage);

    private static ScriptCheckResult Check(IReadOnlyList<string> paths) => new ScriptCheck(new CheckOptions()).Run(paths);
}
