using Whimbrel.Cli.Output.Findings;
using Whimbrel.Sql.Rules;

namespace Whimbrel.Cli.Tests.Output.Findings;

public sealed class FindingsTextTests
{
    [Fact]
    public void Explains_what_was_found_where_and_what_to_do() => Written(Given.Report).ShouldBeApproved();

    [Fact]
    public void Shortens_what_comes_again_and_again() =>
        Written(Given.Of([.. Enumerable.Range(1, 15).Select(i => Given.DropColumn with { Line = i, Message = $"column c{i} of users is gone" }), Given.Unreadable])).ShouldBeApproved();

    [Fact]
    public void Says_everything_each_time_when_asked_to()
    {
        var text = Written(Given.Of([.. Enumerable.Range(1, 15).Select(i => Given.DropColumn with { Column = i })]), isVerbose: true);

        text.Split('\n').Count(line => line == $"  hint: {Given.DropColumn.Hint}").ShouldBe(15);
    }

    [Fact]
    public void Counts_what_is_milder_than_asked_for()
    {
        var text = Written(Given.Report, Severity.Warning);

        text.ShouldNotContain("missing-rollback");
        text.ShouldContain("1 error, 1 warning, 1 info,");
    }

    [Fact]
    public void Has_colours_only_where_they_are_asked_for()
    {
        Written(Given.Report).ShouldNotContain('\e');
        Written(Given.Report, ink: new Ink(isOn: true)).ShouldContain("\e[31;1merror\e[0m");
    }

    [Fact]
    public void Says_a_clean_check_in_one_line() =>
        Written(new CheckReport(3, 7, [], 0, Downtime.Zero)).ShouldBe("3 files, 7 statements: 0 errors, 0 warnings, 0 infos; zero downtime\n");

    private static string Written(CheckReport report, Severity lowest = Severity.Info, Ink? ink = null, bool isVerbose = false)
    {
        using var text = new StringWriter { NewLine = "\n" };
        new FindingsText(text, ink ?? new Ink(isOn: false), isVerbose).Write(report, lowest);
        return text.ToString();
    }
}
