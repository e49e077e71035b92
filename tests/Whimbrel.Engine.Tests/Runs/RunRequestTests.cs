using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Steps.Assess;

namespace Whimbrel.Engine.Tests.Runs;

public sealed class RunRequestTests
{
    [Fact]
    public void Lets_every_finding_and_every_step_that_may_be_left_out_be_left_out_by_name()
    {
        RunRequest.AssertSkippable(Findings.Names);
        var skippable = Runbook.Migrate([Given.Migration], "full").Concat(Runbook.RollBack([Given.Migration])).Where(s => s.MaySkip).ToList();
        RunRequest.AssertSkippable([.. skippable.Select(s => s.GetType().Name), .. skippable.Select(s => s.ShortName)]);
    }

    [Fact]
    public void Lets_no_other_step_be_left_out()
    {
        foreach (var step in Runbook.Migrate([Given.Migration], "full").Concat(Runbook.RollBack([Given.Migration])).Where(s => !s.MaySkip))
        {
            Should.Throw<OperatorException>(() => RunRequest.AssertSkippable([step.GetType().Name]));
        }
    }

    [Fact]
    public void Names_the_nearest() =>
        Should.Throw<OperatorException>(() => RunRequest.AssertSkippable(["bakup"])).Message.ShouldBe("--skip bakup: there is nothing of that name that may be left out; did you mean 'backup'?");
}
