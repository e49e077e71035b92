using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Runs;
using Whimbrel.Engine.Steps.Plan;

namespace Whimbrel.Engine.Tests.Journal;

public sealed class FollowedOutputTests : IDisposable
{
    private static readonly WritePlan _step = new();

    private readonly TempFolder _folder = new();
    private readonly Clock _clock = new();
    private readonly Said _said = new();

    [Fact]
    public async Task Keeps_what_a_run_says_for_our_user_alone()
    {
        await using (var output = new FollowedOutput(_said, _folder.Path, _clock))
        {
            output.StepBegins(_step, 5, 12);
            _clock.Pass(1);
            output.Note("NOTICE: first\nsecond \u001b[31mred");
            output.Warn("a lock was waited for");
            output.StepEnds(_step, new StepResult.Done("written"), TimeSpan.FromSeconds(1));
        }

        (await File.ReadAllTextAsync(_folder.File("output.log"), TestContext.Current.CancellationToken)).ShouldBe("""
            2026-03-14T22:00:00.000Z begins   4 write the plan
            2026-03-14T22:00:01.000Z note    NOTICE: first
                second  [31mred
            2026-03-14T22:00:01.000Z warning a lock was waited for
            2026-03-14T22:00:01.000Z done     4 write the plan: written [1.0 s]

            """);
        _said.Lines.Count.ShouldBe(4);
        File.GetUnixFileMode(_folder.File("output.log")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(_folder.File("progress.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Says_where_the_run_is_and_who_does_it()
    {
        await using (var output = new FollowedOutput(_said, _folder.Path, _clock))
        {
            output.StepBegins(_step, 5, 12);
            _clock.Pass(2);
            output.Progress("half", 0.25);
            output.Progress("more", 0.5);
        }

        RunProgress.Read(_folder.Path).ShouldBe(new RunProgress(_clock.Now, "WritePlan", "write the plan", 5, 12, _clock.Now.AddSeconds(-2), "more", 0.5, RunProcess.Own));
    }

    [Fact]
    public async Task A_full_disk_is_said_once_and_does_not_stop_the_run()
    {
        File.CreateSymbolicLink(_folder.File("progress.json.partial"), "/dev/full");

        await using (var output = new FollowedOutput(_said, _folder.Path, _clock))
        {
            for (var i = 0; i < 8; i++)
            {
                output.Progress($"{i}");
                output.Note($"note {i}");
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }

        _said.Lines.Where(l => l.StartsWith("warning", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain("No space left on device");
        _said.Lines.Count(l => l.StartsWith("note", StringComparison.Ordinal)).ShouldBe(8);
    }

    public void Dispose() => _folder.Dispose();

    private sealed class Said : IRunOutput
    {
        public List<string> Lines { get; } = [];

        public void StepBegins(IStep step, int number, int total) => Add($"begins {step.Title}");

        public void StepEnds(IStep step, StepResult result, TimeSpan elapsed) => Add($"ends {step.Title}");

        public void Progress(string text)
        {
            // Only the newest counts.
        }

        public void Note(string text) => Add($"note {text}");

        public void Warn(string text) => Add($"warning {text}");

        private void Add(string line)
        {
            lock (Lines)
            {
                Lines.Add(line);
            }
        }
    }
}
