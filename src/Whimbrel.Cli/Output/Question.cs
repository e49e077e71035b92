namespace Whimbrel.Cli.Output;

/// <summary>A yes-or-no question on the terminal; anything but yes is no.</summary>
internal static class Question
{
    public static bool Ask(string question)
    {
        Console.Error.Write($"{question} [y/N] ");
        return Console.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
