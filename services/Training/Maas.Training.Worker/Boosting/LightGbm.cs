using System.Runtime.InteropServices;

namespace Maas.Training.Worker.Boosting;

/// <summary>The part of LightGBM's C interface that is used here. Each answers 0, or -1 when <see cref="GetLastError"/> says why.</summary>
/// <remarks>Source: LightGBM 4.7, <c>include/LightGBM/c_api.h</c>. Rows are passed in single precision, row by row.</remarks>
internal static partial class LightGbm
{
    /// <summary>Element type FLOAT32.</summary>
    public const int Float32 = 0;

    /// <summary>Asks for sums of leaves as they are.</summary>
    public const int RawScores = 1;

    /// <summary>Asks what each feature adds to a score, and what the score is without any.</summary>
    public const int Contributions = 3;

    private const string Library = "lib_lightgbm";

    [LibraryImport(Library, EntryPoint = "LGBM_GetLastError")]
    public static partial nint GetLastError();

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetCreateFromMat", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CreateDataset(
        ReadOnlySpan<float> values, int type, int rowCount, int width, int isRowMajor, string parameters, nint reference, out nint dataset);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetSetField", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetField(nint dataset, string field, ReadOnlySpan<float> values, int count, int type);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetFree")]
    public static partial int FreeDataset(nint dataset);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterCreate", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CreateBooster(nint dataset, string parameters, out nint booster);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterAddValidData")]
    public static partial int AddValidation(nint booster, nint dataset);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterUpdateOneIter")]
    public static partial int Update(nint booster, out int isFinished);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterGetEval")]
    public static partial int Evaluate(nint booster, int dataset, out int count, out double loss);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterSaveModelToString")]
    public static partial int Save(
        nint booster, int firstIteration, int iterationCount, int importance, long bufferBytes, out long neededBytes, Span<byte> buffer);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterPredictForMat", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Predict(
        nint booster, ReadOnlySpan<float> values, int type, int rowCount, int width, int isRowMajor, int what, int firstIteration,
        int iterationCount, string parameters, out long count, Span<double> scores);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterFree")]
    public static partial int FreeBooster(nint booster);

    /// <summary>Lets only a 0 pass.</summary>
    /// <exception cref="InvalidOperationException">LightGBM refused: the plan was checked, so this is a bug.</exception>
    public static void Require(int code)
    {
        if (code != 0)
        {
            throw new InvalidOperationException($"LightGBM: {Marshal.PtrToStringUTF8(GetLastError())}");
        }
    }
}
