using MudBlazor;

namespace Maas.Console.Layout;

/// <summary>Colours and letters of MudBlazor's parts; those of the rest are in <c>console.css</c>, and the same.</summary>
internal static class ConsoleTheme
{
    private static readonly string[] Letters = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#3451b2",
            Background = "#f6f7f9",
            Surface = "#ffffff",
            TextPrimary = "#1a1d23",
            TextSecondary = "#586072",
            Success = "#1a7f4b",
            Warning = "#9a5b00",
            Error = "#c0262d",
            Info = "#2463a8",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#9db1ff",
            PrimaryContrastText = "#10131a",
            Background = "#12151b",
            Surface = "#1a1e26",
            TextPrimary = "#e8eaf0",
            TextSecondary = "#a3abba",
            Success = "#5fd39a",
            Warning = "#f0b45c",
            Error = "#ff8a8a",
            Info = "#85bdf5",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Letters },
            Button = new ButtonTypography { FontFamily = Letters, TextTransform = "none", FontWeight = "600" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px" },
    };
}
