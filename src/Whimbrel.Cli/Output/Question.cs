namespace Whimbrel.Cli.Output;

/// <summary>A yes-or-no question on the terminal; anything but yes is no.</summary>
internal static class Question
{
    /// <summary>A question whose answer is a text.</summary>
    public static string? AskText(string question)
    {
        Console.Error.Write($"{question} ");
        return Console.ReadLine()?.Trim();
    }

    public static bool Ask(string question)
    {
        Console.Error.Write($"{question} [y/N] ");
        return Console.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
