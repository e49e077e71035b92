using System.Text.Json;
using Whimbrel.Engine.Runs;

namespace Whimbrel.Engine.Journal;

/// <summary>Where a run is at this moment, for whoever looks on: a file in its folder, replaced as a whole. The journal alone says what has been done.</summary>
/// <param name="Step">The key of the step, empty before the first.</param>
/// <param name="Number">Of <paramref name="Total"/> steps.</param>
/// <param name="Text">What goes on inside the step.</param>
/// <param name="Share">How much of that is done, 0 to 1; null where nobody can tell.</param>
/// <param name="Process">Who does it; the newest, after a resume.</param>
public sealed record RunProgress(DateTimeOffset At, string Step, string Title, int Number, int Total, DateTimeOffset StepBegan, string Text, double? Share, RunProcess? Process)
{
    public const string FileName = "progress.json";

    /// <summary>Null where a run has none, or none that can be read.</summary>
    /// <param name="folder">The run's.</param>
    public static RunProgress? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), JournalJson.Default.RunProgress) : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
