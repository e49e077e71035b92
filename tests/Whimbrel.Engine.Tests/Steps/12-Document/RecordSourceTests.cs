using System.Text.Json;
using System.Text.Json.Nodes;
using Whimbrel.Engine.Journal;
using Whimbrel.Engine.Steps.Document;

namespace Whimbrel.Engine.Tests.Steps;

public sealed class RecordSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private StateFolder State => new(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_record_of_an_older_version_has_less_in_it_and_is_read()
    {
        using var story = Story.OfMigration(Given.Facts).Ended("done", ExitCode.Done);
        var json = JsonNode.Parse(JsonSerializer.Serialize(story.Record, JournalJson.Default.RunRecord))!.AsObject();
        string[] newer = ["checklist", "lockWaits", "events", "endedSessions", "watchFindings"];
        newer.ShouldAllBe(key => json.Remove(key));

        var record = RecordSource.Find(State, _folder.Write("old.json", json.ToJsonString()));

        (record.Checklist.Count, record.LockWaits.Count, record.Events.Count, record.EndedSessions.Count, record.WatchFindings.Count).ShouldBe((0, 0, 0, 0, 0));
        RecordMarkdown.Write(record).ShouldContain("20240201 → 20240215");
        RunReport.Write(record).ShouldContain("<header class=\"banner good\">");
    }

    [Theory]
    [InlineData("{}", "is no record of a run")]
    [InlineData("[1]", "is no record of a run: ")]
    [InlineData("{\"run\": \"x\", \"steps\": null}", "is no record of a run")]
    public void Refuses_what_is_no_record(string text, string why) => Should.Throw<OperatorException>(() => RecordSource.Find(State, _folder.Write("a.json", text))).Message.ShouldContain(why);
}
