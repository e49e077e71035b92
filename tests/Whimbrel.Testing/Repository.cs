namespace Whimbrel.Testing;

/// <summary>Where things are in the work tree.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The published program: what an operator runs; TEST_WHIMBREL names another build of it.</summary>
    public static string Program => Environment.GetEnvironmentVariable("TEST_WHIMBREL") ?? Path.Combine(Root, "artifacts", "whimbrel", "whimbrel");

    public static string Samples => Path.Combine(Root, "samples", "hosting");

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Whimbrel.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run outside of the work tree");
        }

        return folder;
    }
}
