using System.Globalization;
using Whimbrel.Sql;
using YamlDotNet.RepresentationModel;

namespace Whimbrel.Engine.Settings;

/// <summary>Turns given values into typed ones, and gathers everything that is wrong with them.</summary>
internal sealed class SettingsReader(SettingSources sources, string folder)
{
    public List<string> Problems => sources.Problems;

    public bool IsSet(string key) => sources.Find(key) is not null;

    public string? Text(string key)
    {
        var value = sources.Find(key);
        if (value is null)
        {
            return null;
        }

        if (value.Node is YamlScalarNode scalar)
        {
            return scalar.Value;
        }

        Problems.Add($"{value.Source}: '{key}' takes one value, not a list or keys");
        return null;
    }

    public string Source(string key) => sources.Find(key)?.Source ?? key;

    public TimeSpan Time(string key, TimeSpan otherwise)
    {
        var text = Text(key);
        if (text is null)
        {
            return otherwise;
        }

        if (Duration.TryParse(text, out var value))
        {
            return value;
        }

        Problems.Add($"{Source(key)}: '{key}' is '{text}'; write a duration such as 100ms, 30s, 10min or 1h");
        return otherwise;
    }

    public bool Flag(string key, bool otherwise)
    {
        var text = Text(key);
        switch (text?.ToLowerInvariant())
        {
            case null: return otherwise;
            case "true" or "yes" or "on": return true;
            case "false" or "no" or "off": return false;
            default:
                Problems.Add($"{Source(key)}: '{key}' is '{text}'; write true or false");
                return otherwise;
        }
    }

    /// <summary>A percentage as a share, 0 to 1.</summary>
    public double Share(string key, double otherwise)
    {
        var text = Text(key);
        if (text is null)
        {
            return otherwise;
        }

        if (double.TryParse(text.TrimEnd('%', ' '), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent <= 100)
        {
            return percent / 100;
        }

        Problems.Add($"{Source(key)}: '{key}' is '{text}'; write a percentage such as 30%");
        return otherwise;
    }

    public int Count(string key, int otherwise)
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return count;
        }

        Problems.Add($"{Source(key)}: '{key}' is '{text}'; write a number such as {otherwise}");
        return otherwise;
    }

    public string Choice(string key, string otherwise, params string[] allowed)
    {
        var text = Text(key) ?? otherwise;
        if (allowed.Contains(text, StringComparer.Ordinal))
        {
            return text;
        }

        var nearest = Nearest.Of(text, allowed) is { } word ? $"; did you mean '{word}'?" : "";
        Problems.Add($"{Source(key)}: '{key}' is '{text}'; it takes {string.Join(", ", allowed)}{nearest}");
        return otherwise;
    }

    public string Location(string key, string otherwise) => System.IO.Path.GetFullPath(Text(key) ?? otherwise, folder);

    public string? OptionalLocation(string key) => Text(key) is { } path ? System.IO.Path.GetFullPath(path, folder) : null;

    public IReadOnlyList<string> List(string key)
    {
        var value = sources.Find(key);
        switch (value?.Node)
        {
            case null:
                return [];
            case YamlSequenceNode sequence when sequence.Children.All(c => c is YamlScalarNode):
                return [.. sequence.Children.Cast<YamlScalarNode>().Select(s => s.Value ?? "")];
            default:
                Problems.Add($"{value.Source}: '{key}' takes a list, for example [systemctl, stop, hosting]");
                return [];
        }
    }
}
