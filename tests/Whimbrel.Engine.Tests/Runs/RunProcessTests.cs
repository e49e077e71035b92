using System.Diagnostics;
using Whimbrel.Engine.Runs;

namespace Whimbrel.Engine.Tests.Runs;

public sealed class RunProcessTests
{
    [Fact]
    public void We_are_alive_and_another_that_has_our_id_is_not_us()
    {
        var own = RunProcess.Own!;

        own.ProcessId.ShouldBe(Environment.ProcessId);
        own.IsAlive.ShouldBeTrue();
        (own with { StartedTicks = own.StartedTicks - 1 }).IsAlive.ShouldBeFalse();
        (own with { Place = "another machine" }).IsHere.ShouldBeFalse();
        RunProcess.Find(int.MaxValue).ShouldBeNull();
    }

    [Fact]
    public async Task The_very_process_is_told_to_go_back_and_no_other()
    {
        var ct = TestContext.Current.CancellationToken;
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "trap 'echo told; exit 0' USR1; echo ready; while :; do sleep 0.02; done"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        (await shell.StandardOutput.ReadLineAsync(ct)).ShouldBe("ready");
        var process = RunProcess.Find(shell.Id)!;

        (process with { StartedTicks = process.StartedTicks + 1 }).AskToGoBack().ShouldBeFalse();
        (process with { Place = "another machine" }).AskToGoBack().ShouldBeFalse();
        process.AskToGoBack().ShouldBeTrue();

        (await shell.StandardOutput.ReadLineAsync(ct)).ShouldBe("told");
        await shell.WaitForExitAsync(ct);
        process.AskToGoBack().ShouldBeFalse();
    }
}
