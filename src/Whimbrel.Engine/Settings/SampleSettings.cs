namespace Whimbrel.Engine.Settings;

/// <summary>The commented configuration that <c>init</c> writes, and that the validator's test reads.</summary>
public static class SampleSettings
{
    public static string Text { get; } = Read();

    private static string Read()
    {
        using var stream = typeof(SampleSettings).Assembly.GetManifestResourceStream("whimbrel.sample.yaml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
