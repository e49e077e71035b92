using Whimbrel.Cli.Dashboard;

namespace Whimbrel.Cli.Tests.Dashboard;

public sealed class GrowingFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("whimbrel-test-").FullName;

    [Fact]
    public void Gives_each_whole_line_once()
    {
        var path = Path.Combine(_folder, "output.log");
        var file = new GrowingFile(path);

        file.NewLines().ShouldBeEmpty("it is not there yet");
        File.WriteAllText(path, "one\ntwo\nthr");
        file.NewLines().ShouldBe(["one", "two"]);
        file.NewLines().ShouldBeEmpty();
        File.AppendAllText(path, "ee\n");
        file.NewLines().ShouldBe(["three"]);
    }

    [Fact]
    public void A_log_has_times_kinds_and_texts_of_several_lines()
    {
        var lines = LogLines.Read([
            "cut off by whom?",
            "2026-03-14T22:00:00.250Z begins   5 apply 20240215_a",
            "2026-03-14T22:00:01.000Z note    NOTICE: first",
            "    second",
            "2026-03-14T22:00:02.000Z warning a lock was waited for",
        ]);

        lines.ShouldBe([
            new LogLine("2026-03-14T22:00:00.250Z", "begins", " 5 apply 20240215_a"),
            new LogLine("2026-03-14T22:00:01.000Z", "note", "NOTICE: first\nsecond"),
            new LogLine("2026-03-14T22:00:02.000Z", "warning", "a lock was waited for"),
        ]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
