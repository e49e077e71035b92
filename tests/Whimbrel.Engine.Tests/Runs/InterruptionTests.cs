using Whimbrel.Engine.Runs;

namespace Whimbrel.Engine.Tests.Runs;

public sealed class InterruptionTests
{
    [Fact]
    public void Cancels_what_runs_now()
    {
        using var interruption = new Interruption();
        var token = interruption.Token;

        interruption.Request();

        token.IsCancellationRequested.ShouldBeTrue();
        (interruption.IsRequested, interruption.IsUnanswered).ShouldBe((true, true));
    }

    [Fact]
    public void Lets_the_run_go_on_once_the_watch_has_taken_it_as_its_own_end()
    {
        using var interruption = new Interruption();
        interruption.Request();

        interruption.Consume();

        (interruption.IsRequested, interruption.IsUnanswered, interruption.Token.IsCancellationRequested).ShouldBe((false, false, false));
        interruption.Request();
        interruption.Token.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void Keeps_its_token_where_nobody_asked()
    {
        using var interruption = new Interruption();
        var token = interruption.Token;

        interruption.Consume();

        interruption.Token.ShouldBe(token);
    }
}
