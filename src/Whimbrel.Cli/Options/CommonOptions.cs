using System.CommandLine;

namespace Whimbrel.Cli.Options;

/// <summary>Options of every command.</summary>
internal static class CommonOptions
{
    public static Option<string?> Config { get; } = new("--config") { Description = "The configuration file; whimbrel.yaml in the working folder by default.", HelpName = "FILE", Recursive = true };

    public static Option<bool> Json { get; } = new("--json") { Description = "Print one JSON document on stdout; progress goes to stderr.", Recursive = true };

    public static Option<bool> Yes { get; } = new("--yes", "-y") { Description = "Ask nothing; destructive statements count as confirmed, and are recorded so.", Recursive = true };

    public static Option<string[]> Set { get; } = new("--set") { Description = "Override a configuration key; may be given again.", HelpName = "KEY=VALUE", Recursive = true, AllowMultipleArgumentsPerToken = false };

    public static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Only warnings, errors and the result.", Recursive = true };

    public static Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "With what caused an error.", Recursive = true };

    public static void AddTo(RootCommand root)
    {
        foreach (var option in new Option[] { Config, Json, Yes, Set, Quiet, Verbose })
        {
            root.Options.Add(option);
        }
    }
}
