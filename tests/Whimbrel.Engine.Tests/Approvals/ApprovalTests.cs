using Whimbrel.Engine.Approvals;

namespace Whimbrel.Engine.Tests.Approvals;

public sealed class ApprovalTests
{
    [Fact]
    public void Reads_items_with_their_references() =>
        Approval.Read(["team-notified=CHG-4711", "alerts-configured = on call = anna "]).ShouldBe([new Approval("team-notified", "CHG-4711"), new Approval("alerts-configured", "on call = anna")]);

    [Theory]
    [InlineData("team-notifed=x", "the checklist has no item of that name; did you mean 'team-notified'?")]
    [InlineData("x=y", "the checklist has no item of that name")]
    [InlineData("team-notified", "a reference of one line is missing")]
    [InlineData("team-notified=", "a reference of one line is missing")]
    [InlineData("team-notified=two\nlines", "a reference of one line is missing")]
    [InlineData("team-notified=\u001b[2J", "a reference of one line is missing")]
    public void Refuses_what_is_no_item_with_a_reference(string text, string why)
    {
        var refused = Should.Throw<OperatorException>(() => Approval.Read([text]));

        refused.Message.ShouldEndWith(why);
        refused.ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public void Refuses_an_item_that_is_signed_twice() =>
        Should.Throw<OperatorException>(() => Approval.Read(["team-notified=a", "team-notified=b"])).Message.ShouldBe("--approve team-notified was given twice");
}
