using System.Text;
using System.Text.Json;
using Whimbrel.Engine.Journal;

namespace Whimbrel.Engine.Tests.Journal;

public sealed class RunJournalTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly Clock _clock = new();

    private string Folder => _temp.File("runs/20260314-220000-ab12");

    private string JournalFile => Path.Combine(Folder, RunJournal.FileName);

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Reads_what_was_appended()
    {
        using (var journal = Create())
        {
            journal.Append(JournalEvent.Run, "", "migrate 1 → 2", data: JsonSerializer.SerializeToElement(Given.Facts, JournalJson.Default.RunFacts));
            _clock.Pass(1.5);
            journal.Append(JournalEvent.Intent, "ApplyMigration 2", "apply\nit", "runs \"2_rollback.sql\"");
        }

        var entries = RunJournal.Read(Folder);

        entries.Select(e => (e.Number, e.Event, e.Step, e.Text, e.Undo)).ShouldBe([
            (1, JournalEvent.Run, "", "migrate 1 → 2", null), (2, JournalEvent.Intent, "ApplyMigration 2", "apply\nit", "runs \"2_rollback.sql\"")]);
        (entries[1].At - entries[0].At).ShouldBe(TimeSpan.FromSeconds(1.5));
        new JournalState(entries).Facts!.Versions[0].Checksums["20240215_add_user_preferences.sql"].ShouldBe(Given.Checksum);
        File.ReadAllLines(JournalFile).Length.ShouldBe(2);
    }

    [Fact]
    public void Leaves_a_torn_last_line_out_and_goes_on_below_it()
    {
        using (var journal = Create())
        {
            journal.Append(JournalEvent.Note, "", "one");
            journal.Append(JournalEvent.Note, "", "zwei é");
        }

        var whole = File.ReadAllBytes(JournalFile);
        var first = Array.IndexOf(whole, (byte)'\n') + 1;
        for (var length = first + 1; length < whole.Length - 1; length++)
        {
            File.WriteAllBytes(JournalFile, whole[..length]);
            RunJournal.Read(Folder).Select(e => e.Text).ShouldBe(["one"], $"cut at {length}");
            using (var journal = RunJournal.Open(Folder, _clock))
            {
                journal.Append(JournalEvent.Note, "", "three").Number.ShouldBe(2);
            }

            RunJournal.Read(Folder).Select(e => e.Text).ShouldBe(["one", "three"], $"cut at {length}");
        }
    }

    [Fact]
    public void Keeps_a_last_line_that_lacks_its_newline_alone()
    {
        using (var journal = Create())
        {
            journal.Append(JournalEvent.Note, "", "one");
        }

        File.WriteAllBytes(JournalFile, File.ReadAllBytes(JournalFile)[..^1]);
        using (var journal = RunJournal.Open(Folder, _clock))
        {
            journal.Append(JournalEvent.Note, "", "two");
        }

        RunJournal.Read(Folder).Select(e => (e.Number, e.Text)).ShouldBe([(1, "one"), (2, "two")]);
    }

    [Fact]
    public void Is_for_our_user_alone()
    {
        using var journal = Create();

        File.GetUnixFileMode(JournalFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void Can_be_read_while_it_is_written()
    {
        using var journal = Create();
        for (var number = 1; number <= 50; number++)
        {
            journal.Append(JournalEvent.Note, "", new string('x', 10 * number));
            RunJournal.Read(Folder).Count.ShouldBe(number);
        }
    }

    [Fact]
    public void Is_never_begun_twice()
    {
        using var journal = Create();

        Should.Throw<IOException>(() => RunJournal.Create(Folder, _clock));
    }

    [Fact]
    public void Hands_out_the_facts_of_the_last_outcome()
    {
        using var journal = RunJournal.InMemory(_clock);
        journal.Outcome("WritePlan", JournalJson.Default.RunEnd).ShouldBeNull();
        journal.Append(JournalEvent.Outcome, "WritePlan", "done", data: JsonSerializer.SerializeToElement(new RunEnd("done", 0, null), JournalJson.Default.RunEnd));

        journal.Outcome("WritePlan", JournalJson.Default.RunEnd)!.Status.ShouldBe("done");
        journal.Folder.ShouldBeNull();
    }

    [Fact]
    public void Writes_lines_that_other_programs_can_read()
    {
        using (var journal = Create())
        {
            journal.Append(JournalEvent.UndoIntent, "ShowMaintenance", "undo");
        }

        Encoding.UTF8.GetString(File.ReadAllBytes(JournalFile)).ShouldBe(
            """{"number":1,"at":"2026-03-14T22:00:00+00:00","event":"UndoIntent","step":"ShowMaintenance","text":"undo","undo":null,"data":null}""" + "\n");
    }

    private RunJournal Create()
    {
        Directory.CreateDirectory(_temp.File("runs"));
        return RunJournal.Create(Folder, _clock);
    }
}
