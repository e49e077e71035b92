using System.Text.Json;
using Whimbrel.Engine.Journal;

namespace Whimbrel.Engine.Tests.Journal;

public sealed class JournalStateTests : IDisposable
{
    private readonly RunJournal _journal = RunJournal.InMemory(new Clock());

    public JournalStateTests() =>
        _journal.Append(JournalEvent.Run, "", "begin", data: JsonSerializer.SerializeToElement(Given.Facts, JournalJson.Default.RunFacts));

    private JournalState State => new(_journal.Entries);

    public void Dispose() => _journal.Dispose();

    [Fact]
    public void Is_no_run_without_a_whole_first_entry()
    {
        var state = new JournalState([]);

        (state.Facts, state.IsOpen, state.RunningStep).ShouldBe((null, false, null));
    }

    [Fact]
    public void Is_open_until_its_end()
    {
        State.IsOpen.ShouldBeTrue();
        _journal.Append(JournalEvent.End, "", "done", data: JsonSerializer.SerializeToElement(new RunEnd("done", 0, null), JournalJson.Default.RunEnd));
        State.IsOpen.ShouldBeFalse();
        State.End!.Status.ShouldBe("done");
    }

    [Theory]
    [InlineData(JournalEvent.Outcome, true)]
    [InlineData(JournalEvent.Skipped, true)]
    [InlineData(JournalEvent.Failed, false)]
    public void Has_a_running_step_until_it_is_settled(JournalEvent settled, bool isDone)
    {
        _journal.Append(JournalEvent.Intent, "A", "a", "undo a");
        (State.RunningStep, State.IsBegun("A"), State.IsDone("A")).ShouldBe(("A", true, false));

        _journal.Append(settled, "A", "a");

        (State.RunningStep, State.IsDone("A")).ShouldBe((null, isDone));
    }

    [Fact]
    public void Runs_a_step_again_that_was_begun_after_it_failed()
    {
        _journal.Append(JournalEvent.Intent, "A", "a");
        _journal.Append(JournalEvent.Failed, "A", "why");
        _journal.Append(JournalEvent.Resumed, "", "again");
        _journal.Append(JournalEvent.Intent, "A", "a");

        State.RunningStep.ShouldBe("A");
    }

    [Fact]
    public void Tells_what_going_back_now_would_do_the_newest_effect_first()
    {
        State.WaysBack.ShouldBeEmpty();
        Do("ShowMaintenance", "page off");
        Do("ApplyMigration 1", "undo 1");
        Do("ApplyMigration 2", "undo 2");
        Do("RecordVersion 2", null);
        State.WaysBack.ShouldBe(["undo 2", "undo 1", "page off"]);

        _journal.Append(JournalEvent.Undone, "ApplyMigration 2", "undone");
        Do("HideMaintenance", "page on");

        State.WaysBack.ShouldBe(["page on", "undo 1", "page off"]);
    }

    [Fact]
    public void Counts_a_dump_or_a_data_script_only_while_it_is_at_work()
    {
        _journal.Append(JournalEvent.Intent, "BackUpDatabase", "b", "remove the unfinished file");
        State.WaysBack.ShouldBe(["remove the unfinished file"]);

        _journal.Append(JournalEvent.Outcome, "BackUpDatabase", "b");

        State.WaysBack.ShouldBeEmpty();
    }

    [Fact]
    public void Knows_that_it_goes_back_and_what_is_undone()
    {
        _journal.Append(JournalEvent.Intent, "A", "a", "undo a");
        _journal.Append(JournalEvent.UndoIntent, "A", "undo");
        (State.IsGoingBack, State.RunningStep, State.IsUndone("A")).ShouldBe((true, "A", false));

        _journal.Append(JournalEvent.Undone, "A", "undone");

        (State.IsGoingBack, State.RunningStep, State.IsUndone("A")).ShouldBe((true, null, true));
    }

    private void Do(string step, string? undo)
    {
        _journal.Append(JournalEvent.Intent, step, step, undo);
        _journal.Append(JournalEvent.Outcome, step, step);
    }
}
